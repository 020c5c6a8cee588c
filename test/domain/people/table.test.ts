import { describe, expect, it } from 'vitest';
import type { Claim } from '../../../domain/people/claim.js';
import { say, World } from './model.js';

/** What was said before, by where the person stands in the table of docs/people.md. It is the 1st of June 2026. */
const before: Record<'unknown' | 'planned' | 'active' | 'ending' | 'ended', Claim[]> = {
  unknown: [],
  planned: [say('hired', { on: '2026-05-01', date: '2026-07-01' })],
  active: [say('hired', { on: '2026-04-01', date: '2026-05-25' })],
  ending: [
    say('hired', { on: '2026-04-01', date: '2026-05-25' }),
    say('terminated', { on: '2026-05-26', date: '2026-07-01' }),
  ],
  ended: [
    say('hired', { on: '2026-03-01', date: '2026-03-20' }),
    say('terminated', { on: '2026-04-10', date: '2026-05-01' }),
  ],
};

const on = '2026-06-01';

/** The person as it stands on the 1st of June, with runs that were started for it in their time. */
function at(row: keyof typeof before): World {
  const world = new World('2026-03-01');
  for (const claim of before[row]) {
    world.goTo(claim.event.observedAt.slice(0, 10));
    world.hear(claim);
  }
  world.goTo(on);
  return world;
}

const asked = (world: World, claim: Claim) => {
  const before = new Map(world.runs.map(({ id, kind, effectiveAt }) => [id, { kind, effectiveAt }]));
  return world.hear(claim).map((command) => {
    if (command.kind === 'start-run') return `start ${command.wanted.kind} ${command.wanted.facts.at.slice(0, 10)}`;
    const { kind, effectiveAt } = before.get(command.runId) ?? { kind: '', effectiveAt: '' };
    if (command.kind !== 'change-run') return `${command.kind === 'cancel-run' ? 'cancel' : 'lift'} ${kind}`;
    const { at: moment } = command.wanted.facts;
    return moment === effectiveAt ? `tell ${kind}` : `move ${kind} to ${moment.slice(0, 10)}`;
  });
};

const kindsOf = (world: World) => (world.last?.attention ?? []).map((id) => id.split('/')[0]);

/** A claim on the 1st of June, and what it does in each row: commands, and what somebody has to look at. */
type Cell = [row: keyof typeof before, commands: string[], attention?: string];

const columns: [claim: Claim, cells: Cell[]][] = [
  [
    say('hired', { on, date: '2026-07-10' }),
    [
      ['unknown', ['start onboard 2026-07-10']],
      ['planned', ['move onboard to 2026-07-10']],
      ['active', []],
      ['ending', ['start onboard 2026-07-10']],
      ['ended', ['start onboard 2026-07-10']],
    ],
  ],
  [say('hired', { on, date: '2026-06-10' }), [['ending', [], 'hired-while-ending']]],
  [
    say('hire_cancelled', { on, date: '2026-07-01' }),
    [
      ['unknown', []],
      ['planned', ['cancel onboard']],
      ['active', [], 'hire-cancelled-while-active'],
      ['ending', [], 'hire-cancelled-while-active'],
      ['ended', []],
    ],
  ],
  [
    say('changed', { on, date: on, employment: { department: 'Sales' } }),
    [
      ['unknown', []],
      ['planned', ['tell onboard']],
      ['active', ['start move 2026-06-01']],
      ['ending', ['start move 2026-06-01']],
      ['ended', []],
    ],
  ],
  [
    say('terminated', { on, date: '2026-07-15' }),
    [
      ['unknown', ['start offboard 2026-07-15'], 'first-heard-of-as-leaver'],
      ['planned', ['start offboard 2026-07-15']],
      ['active', ['start offboard 2026-07-15']],
      ['ending', ['move offboard to 2026-07-15']],
      ['ended', ['start offboard 2026-07-15'], 'access-is-gone'],
    ],
  ],
  [say('terminated', { on, date: '2026-06-20' }), [['planned', ['cancel onboard']]]],
  [
    say('termination_cancelled', { on, date: on }),
    [
      ['unknown', []],
      ['planned', []],
      ['active', []],
      ['ending', ['cancel offboard']],
      ['ended', [], 'access-is-gone'],
    ],
  ],
  [
    say('rehired', { on, date: '2026-07-01' }),
    [
      ['unknown', ['start onboard 2026-07-01']],
      ['planned', []],
      ['active', [], 'rehired-while-active'],
      ['ending', ['cancel offboard']],
      ['ended', ['start onboard 2026-07-01']],
    ],
  ],
  [
    say('access_suspended', { on, date: on }),
    [
      ['unknown', ['start suspend 2026-06-01']],
      ['planned', ['cancel onboard']],
      ['active', ['start suspend 2026-06-01']],
      ['ending', ['start suspend 2026-06-01']],
      ['ended', []],
    ],
  ],
  [
    say('access_restored', { on, date: on }),
    [
      ['unknown', []],
      ['planned', []],
      ['active', []],
      ['ending', []],
      ['ended', [], 'restored-after-end'],
    ],
  ],
  [
    say('deleted', { on, date: on }),
    [
      ['unknown', []],
      ['planned', []],
      ['active', [], 'record-erased-at-source'],
      ['ended', []],
    ],
  ],
];

describe.each(
  columns.map(([claim, cells]) => ({ claim, cells, name: `${claim.event.type} ${claim.event.effective.date}` })),
)('$name', ({ claim, cells }) => {
  it.each(cells.map(([row, commands, attention]) => ({ row, commands, attention })))(
    'for somebody $row: asks for $commands, wants attention for $attention',
    ({ row, commands, attention }) => {
      const world = at(row);
      expect(asked(world, claim)).toEqual(commands);
      expect(kindsOf(world)).toEqual(attention === undefined ? [] : [attention]);
    },
  );
});
