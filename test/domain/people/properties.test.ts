import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hrEventTypes } from '../../../domain/hr/hr-event.js';
import type { Claim } from '../../../domain/people/claim.js';
import { foldClaims } from '../../../domain/people/fold-claims.js';
import { toStartOfDay } from '../../../domain/time/start-of-day.js';
import { rules, say, World } from './model.js';

const zones = ['UTC', 'Pacific/Auckland', 'Pacific/Honolulu', 'Europe/Berlin', 'Africa/Cairo'];

const dayIn = (from: string, days: number) =>
  fc
    .integer({ min: 0, max: days })
    .map((offset) => new Date(Date.parse(from) + offset * 86_400_000).toISOString().slice(0, 10));

const departments = ['Sales', 'Support', 'Research'];

/** Claims about one worker by two HR connections and an identity provider, with days that mix past and future. */
const claim = fc
  .record({
    type: fc.constantFrom(...hrEventTypes),
    on: dayIn('2026-05-01', 60),
    date: dayIn('2026-04-01', 150),
    source: fc.constantFrom('hr' as const, 'other-hr' as const, 'okta' as const),
    externalId: fc.constantFrom('W1', 'W1', 'W2'),
    employmentId: fc.constantFrom('primary', 'primary', 'second'),
    timeZone: fc.constantFrom(...zones),
    isImmediate: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    department: fc.constantFrom(...departments),
    workEmail: fc.constantFrom('ada@acme.example', 'a.byrne@acme.example', null),
    id: fc.integer({ min: 0, max: 1000 }),
  })
  .map(({ type, on, date, source, externalId, employmentId, timeZone, isImmediate, department, workEmail, id }) =>
    say(type, {
      ...{ on, date, source, id: String(id) },
      worker: { externalId, employmentId, workEmail },
      employment: { department },
      effective: { timeZone, ...(isImmediate && type === 'terminated' && { accessEnd: 'immediate' as const }) },
    }),
  );

const claims = fc.array(claim, { minLength: 1, maxLength: 12 });

/** The same claims in another order, some of them several times. */
const shuffled = claims.chain((said) =>
  fc.record({
    said: fc.constant(said),
    again: fc.shuffledSubarray([...said, ...said], { minLength: said.length, maxLength: 2 * said.length }),
  }),
);

const runs = { numRuns: 1000 };

/** What is rare in a life showed only in one of hundreds. */
const lives = { numRuns: 300 };
/** For a slow machine. */
const options = { timeout: 120_000 };

/** A life: claims arrive one after the other, in any order, and time goes by in between. */
const life = fc.record({
  said: claims,
  leadTimeMs: fc.constantFrom(0, 7 * 86_400_000),
  pauses: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 12, maxLength: 12 }),
});

interface Life {
  said: Claim[];
  leadTimeMs: number;
  pauses: number[];
}

function live({ said, leadTimeMs, pauses }: Life, check: (world: World) => void): World {
  const world = new World('2026-05-01', { ...rules, leadTimeMs });
  for (const [index, one] of said.entries()) {
    world.hear(one);
    check(world);
    const later = new Date(Date.parse(world.now) + (pauses[index] ?? 0) * 86_400_000).toISOString();
    world.goTo(later);
    check(world);
  }
  world.goTo('2027-03-01');
  check(world);
  return world;
}

describe('what follows from claims', options, () => {
  it('is the same in any order and with any repetition, from any interleaving of connections (5.5)', () => {
    fc.assert(
      fc.property(shuffled, ({ said, again }) => {
        expect(foldClaims([...again, ...said], rules)).toEqual(foldClaims(said, rules));
      }),
      runs,
    );
  });

  it('asks for nothing when everything is said again', () => {
    fc.assert(
      fc.property(life, (one) => {
        const world = live(one, () => {});
        const again = one.said.toReversed();
        expect(world.hear(...again)).toEqual([]);
      }),
      lives,
    );
  });

  it('survives a JSON round trip, as it is kept', () => {
    fc.assert(
      fc.property(claims, (said) => {
        const state = foldClaims(said, rules);
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
      lives,
    );
  });
});

describe('runs that follow', options, () => {
  it('are never two open ones of a kind for one employment', () => {
    fc.assert(
      fc.property(life, (one) => {
        live(one, (world) => {
          const open = world.open().map(({ kind, episode }) => `${kind}/${episode}`);
          expect(new Set(open).size).toBe(open.length);
        });
      }),
      lives,
    );
  });

  it('never take access away before the local end of the last day, unless HR said at once', () => {
    fc.assert(
      fc.property(life, (one) => {
        live(one, (world) => {
          for (const run of world.runs) {
            if (run.kind !== 'offboard' || run.facts?.key === 'start-called-off' || run.actedAt === null) continue;
            const ends = world.claims.filter(({ event }) => event.type === 'terminated');
            const mayEnd = ends.some(({ event }) => {
              if (event.effective.accessEnd === 'immediate') return event.observedAt <= run.effectiveAt;
              // Whichever zone was named last: the day has ended in the most western one, or in that of the claim.
              const firstEnd = zones.map((zone) => toStartOfDay(event.effective.date, zone)).sort()[0] ?? '';
              return firstEnd <= run.effectiveAt;
            });
            expect(mayEnd).toBe(true);
            expect(run.actedAt >= run.effectiveAt).toBe(true);
          }
        });
      }),
      lives,
    );
  });

  it('give nobody anything new for other work whose end was known by then', () => {
    fc.assert(
      fc.property(life, (one) => {
        // What acted in the same moment, but before the end was heard of, did not know it.
        const before = new Set<string>();
        live(one, (world) => {
          const acted = world.runs.filter(({ id, actedAt }) => actedAt === world.now && !before.has(id));
          for (const { id } of acted) before.add(id);
          const moves = acted.filter(({ kind }) => kind === 'move');
          const isLeaving = (world.last?.standing.inForce?.accessEnd ?? null) !== null;
          for (const { facts } of isLeaving ? moves : []) expect(facts?.givesNothing).toBe(true);
        });
      }),
      lives,
    );
  });

  it('leave nobody with access who has left: an offboarding acted after the last start', () => {
    fc.assert(
      fc.property(life, (one) => {
        const world = live(one, () => {});
        const { standing, attention } = world.last ?? {};
        if (!standing?.isOver || (attention ?? []).length > 0) return;
        const acted = world.runs.filter(
          ({ kind, actedAt }) => actedAt !== null && kind !== 'move' && kind !== 'suspend',
        );
        expect(acted.toSorted((a, b) => ((a.actedAt ?? '') < (b.actedAt ?? '') ? -1 : 1)).at(-1)?.kind).toBe(
          'offboard',
        );
      }),
      lives,
    );
  });

  it('end: when all was said and the year is over, nothing waits but what a suspension keeps', () => {
    fc.assert(
      fc.property(life, (one) => {
        const world = live(one, () => {});
        expect(world.open().filter(({ kind }) => kind !== 'suspend')).toEqual([]);
      }),
      lives,
    );
  });
});
