import { describe, expect, it } from 'vitest';
import { say, type Saying, World } from './model.js';

const elsewhere = { source: 'other-hr' as const, worker: { externalId: 'X9' } };

/** Somebody of whom two HR systems say that they work here, under ids of their own. */
function knownToBoth(other: Partial<Saying> = {}): World {
  const world = new World('2026-04-01');
  world.hear(say('hired', { on: '2026-04-01', date: '2026-04-15' }));
  world.hear(say('hired', { on: '2026-04-02', date: '2026-04-15', ...elsewhere, ...other }));
  world.goTo('2026-06-01');
  return world;
}

const question = 'left-by-one-source/hr/other-hr/2026-06-14';
const left = say('terminated', { on: '2026-06-01', date: '2026-06-15' });

describe('somebody whom one HR system ends and another still has (5.10)', () => {
  it('keeps access, and is asked about as soon as the end has come', () => {
    const world = knownToBoth();
    world.hear(left);
    expect(world.last?.attention).toEqual([]);
    world.goTo('2026-06-20');
    expect(world.open('offboard')).toEqual([]);
    expect(world.last?.attention).toEqual([question]);
  });

  it('is asked about at once when access was to end at once', () => {
    const world = knownToBoth();
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-06-15', effective: { accessEnd: 'immediate' } }));
    expect(world.last?.attention).toEqual([question]);
  });

  it('leaves when the other says so too, and nothing is asked any more', () => {
    const world = knownToBoth();
    world.hear(left);
    world.goTo('2026-06-20');
    world.hear(say('terminated', { on: '2026-06-20', date: '2026-06-15', ...elsewhere }));
    expect(world.runs.at(-1)).toMatchObject({ kind: 'offboard', actedAt: world.now });
    expect(world.last?.attention).toEqual([]);
  });

  it('is asked about once: an operator who says that the other job goes on has decided', () => {
    const world = knownToBoth();
    world.hear(left);
    world.settlements[question] = 'ignore';
    world.goTo('2026-06-20');
    expect(world.last?.attention).toEqual([]);
  });

  it('is not asked about when the other job began after the end of this one', () => {
    const world = knownToBoth({ date: '2026-06-15' });
    world.hear(left);
    world.goTo('2026-07-01');
    expect(world.last?.attention).toEqual([]);
  });

  it('is not asked about when the system that ended one job has another one of theirs', () => {
    const world = knownToBoth();
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-05', worker: { employmentId: 'second' } }));
    world.hear(left);
    world.goTo('2026-06-20');
    expect(world.last?.attention).toEqual([]);
  });
});
