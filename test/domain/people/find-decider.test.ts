import { describe, expect, it } from 'vitest';
import { findDecider } from '../../../domain/people/find-decider.js';
import type { PersonCommand } from '../../../domain/people/command.js';
import { midnight, say, World } from './model.js';

/** Who each command followed from, in the order in which they came. */
function deciders(world: World, commands: PersonCommand[]): (string | undefined)[] {
  const { claims, state, runs } = world;
  return commands.map((command) => findDecider(claims, command, { state, runs })?.connectionId);
}

const elsewhere = { source: 'other-hr' as const, worker: { externalId: 'X9' } };

describe('a run follows from the word of', () => {
  it('who told of the start, although others spoke since', () => {
    const world = new World('2026-06-01');
    const asked = world.hear(
      say('hired', { on: '2026-05-01', date: '2026-07-01' }),
      say('changed', { on: '2026-05-02', date: '2026-05-02', ...elsewhere }),
      say('access_restored', { on: '2026-05-03', date: '2026-05-03', source: 'okta' }),
    );
    expect(deciders(world, asked)).toEqual(['hr']);
  });

  it('who told of the last of several ends', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-25' }));
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-25', ...elsewhere }));
    const asked = world.hear(
      say('terminated', { on: '2026-06-01', date: '2026-08-01', ...elsewhere }),
      say('terminated', { on: '2026-06-02', date: '2026-07-01' }),
    );
    expect(asked).toMatchObject([{ wanted: { facts: { at: midnight('2026-08-01') } } }]);
    expect(deciders(world, asked)).toEqual(['other-hr']);
  });

  it('who told of the change, when the clock brings it about', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-25', employment: { department: 'Sales' } }));
    const moved = say('changed', { on: '2026-06-01', date: '2026-07-01', employment: { department: 'Support' } });
    const asked = world.hear(moved, say('changed', { on: '2026-06-02', date: '2026-06-02', ...elsewhere }));
    expect(deciders(world, asked)).toEqual(['hr']);
  });

  it('who suspended first, and who lifted', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-25' }));
    const asked = world.hear(
      say('access_suspended', { on: '2026-06-01', date: '2026-06-01', source: 'okta' }),
      say('changed', { on: '2026-06-02', date: '2026-06-02' }),
    );
    expect(deciders(world, asked)).toEqual(['okta']);
    const { claims, state, runs } = world;
    const restored = say('access_restored', { on: '2026-06-03', date: '2026-06-03', source: 'okta' });
    const later = [...claims, restored, say('changed', { on: '2026-06-04', date: '2026-06-04' })];
    const lift: PersonCommand = { kind: 'lift-run', runId: runs.at(-1)?.id ?? '' };
    expect(findDecider(later, lift, { state, runs })?.connectionId).toBe('okta');
  });

  it('who called the end off', () => {
    const world = new World('2026-06-01');
    world.hear(say('hired', { on: '2026-05-01', date: '2026-05-25' }));
    world.hear(say('terminated', { on: '2026-06-01', date: '2026-07-01' }));
    const asked = world.hear(
      say('termination_cancelled', { on: '2026-06-02', date: '2026-06-02' }),
      say('access_restored', { on: '2026-06-03', date: '2026-06-03', source: 'okta' }),
    );
    expect(asked).toMatchObject([{ kind: 'cancel-run' }]);
    expect(deciders(world, asked)).toEqual(['hr']);
  });
});
