import { describe, expect, it } from 'vitest';
import { compareRoster, type KnownRow, type RosterQuery } from '../../../domain/roster/compare-roster.js';
import { keyOfRow, type RosterRow } from '../../../domain/roster/roster-row.js';

const query: RosterQuery = {
  importId: 'import',
  observedAt: '2026-06-01T12:00:00.000Z',
  today: '2026-06-01',
  zoneOf: () => ({ timeZone: 'Europe/Berlin', timeZoneFrom: 'connection' }),
  ...{ absenceEnds: false, withLeavers: false, acceptsLosses: false },
};

const ada: RosterRow = { id: 'E-1', email: 'ada@acme.example', start_date: '2024-01-01', department: 'Sales' };

const known = (...rows: RosterRow[]) =>
  new Map(rows.map((row): [string, KnownRow] => [keyOfRow(row), { row, missingSince: null }]));

/** What a row says against the one before: type and first day of the new state. */
function said(before: RosterRow | undefined, after: RosterRow, changes: Partial<RosterQuery> = {}) {
  const compared = compareRoster(known(...(before ? [before] : [])), [after], { ...query, ...changes });
  if (compared.kind === 'held') throw new Error('It is held.');
  return compared.events.flat().map(({ type, effective }) => `${type} ${effective.date}`);
}

describe('a row says', () => {
  it.each<[string, RosterRow | undefined, RosterRow, string[]]>([
    ['that somebody new starts', undefined, ada, ['hired 2024-01-01']],
    ['that somebody new works there, without a start', undefined, { id: 'E-1' }, ['changed 2026-06-01']],
    [
      'that somebody new will leave',
      undefined,
      { ...ada, last_day: '2026-12-31' },
      ['hired 2024-01-01', 'terminated 2027-01-01'],
    ],
    ['nothing when it is as before', ada, ada, []],
    [
      'that a start moved',
      { ...ada, start_date: '2026-07-01' },
      { ...ada, start_date: '2026-08-01' },
      ['hired 2026-08-01'],
    ],
    ['that an end is planned', ada, { ...ada, last_day: '2026-06-30' }, ['terminated 2026-07-01']],
    [
      'that an end moved',
      { ...ada, last_day: '2026-06-30' },
      { ...ada, last_day: '2026-07-31' },
      ['terminated 2026-08-01'],
    ],
    ['that an end was called off', { ...ada, last_day: '2026-06-30' }, ada, ['termination_cancelled 2026-06-01']],
    ['that somebody has left, on no day', ada, { ...ada, status: 'ended' }, ['terminated 2026-06-01']],
    [
      'that somebody comes back',
      { ...ada, last_day: '2026-03-31' },
      { ...ada, start_date: '2026-07-01' },
      ['rehired 2026-07-01'],
    ],
    [
      'that a start was called off',
      { ...ada, start_date: '2026-07-01' },
      { ...ada, start_date: '2026-07-01', status: 'cancelled' },
      ['hire_cancelled 2026-07-01'],
    ],
    ['that a leave begins', ada, { ...ada, status: 'leave' }, ['access_suspended 2026-06-01']],
    ['that a leave ends', { ...ada, status: 'leave' }, { ...ada, status: 'active' }, ['access_restored 2026-06-01']],
    ['that work changed', ada, { ...ada, department: 'Support' }, ['changed 2026-06-01']],
    ['of an employment that was over before: nothing', undefined, { ...ada, last_day: '2026-05-01' }, []],
  ])('%s', (_, before, after, events) => {
    expect(said(before, after)).toEqual(events);
  });

  it('what was over before, where that is asked for (5.21)', () => {
    const left = { ...ada, last_day: '2026-05-01' };
    expect(said(undefined, left, { withLeavers: true })).toEqual(['hired 2024-01-01', 'terminated 2026-05-02']);
  });

  it('the former address with the new one, and that there is none any more (5.6)', () => {
    const [moved] = events(ada, { ...ada, email: 'a.byrne@acme.example' });
    expect(moved?.worker).toMatchObject({ workEmail: 'a.byrne@acme.example', previousWorkEmail: 'ada@acme.example' });
    const { email: _, ...without } = ada;
    expect(events(ada, without)[0]?.worker).toMatchObject({ workEmail: null });
  });

  const events = (before: RosterRow, after: RosterRow) => {
    const compared = compareRoster(known(before), [after], query);
    return compared.kind === 'held' ? [] : compared.events.flat();
  };
});

it.each<[string, RosterRow, RosterRow]>([
  ['a leave', ada, { ...ada, status: 'leave' }],
  ['a return from it', { ...ada, status: 'leave' }, { ...ada, status: 'active' }],
  ['a change', ada, { ...ada, department: 'Support' }],
])(
  '%s without a day of its own is so from the moment the list was read, wherever the person is (5.1)',
  (_, was, is) => {
    // There it is the day before still.
    const zoneOf: RosterQuery['zoneOf'] = () => ({ timeZone: 'Pacific/Honolulu', timeZoneFrom: 'payload' });
    const compared = compareRoster(known(was), [is], { ...query, zoneOf });
    expect(compared).toMatchObject({ events: [[{ effective: { date: query.today, at: query.observedAt } }]] });
  },
);

it('an end names the employment it is of, by its first day', () => {
  const compared = compareRoster(known(ada), [{ ...ada, last_day: '2026-06-30' }], query);
  expect(compared).toMatchObject({ events: [[{ type: 'terminated', worker: { episodeStart: '2024-01-01' } }]] });
});

describe('whoever is missing', () => {
  const others = Array.from({ length: 30 }, (_, n): RosterRow => ({ id: `E-${n + 2}`, start_date: '2024-01-01' }));

  it('has not left: somebody is asked to look', () => {
    const compared = compareRoster(known(ada, ...others), others, query);
    expect(compared).toMatchObject({ kind: 'changes', events: [], newlyMissing: ['E-1'] });
  });

  it('has left where absence means that', () => {
    const compared = compareRoster(known(ada, ...others), others, { ...query, absenceEnds: true });
    expect(compared).toMatchObject({
      events: [[{ type: 'terminated', effective: { date: '2026-06-01', at: query.observedAt } }]],
    });
  });

  it('with one of several contracts is asked about too: whoever has a contract left does not leave', () => {
    const second = { ...ada, employment_id: 'second' };
    const compared = compareRoster(known(ada, second, ...others), [ada, ...others], query);
    expect(compared).toMatchObject({ kind: 'changes', events: [], newlyMissing: ['E-1/second'] });
    const ended = compareRoster(known(ada, second, ...others), [ada, ...others], { ...query, absenceEnds: true });
    expect(ended).toMatchObject({ events: [[{ type: 'terminated', worker: { employmentId: 'second' } }]] });
  });

  it('is not missed after the last day', () => {
    const left = { ...ada, last_day: '2026-05-01' };
    expect(compareRoster(known(left, ...others), others, query)).toMatchObject({ newlyMissing: [] });
  });

  it('and comes back is as before, and where absence ended it, is employed again', () => {
    const missing = new Map([['E-1', { row: ada, missingSince: '2026-05-20T00:00:00.000Z' }]]);
    expect(compareRoster(missing, [ada], query)).toMatchObject({ events: [] });
    expect(compareRoster(missing, [ada], { ...query, absenceEnds: true })).toMatchObject({
      events: [[{ type: 'termination_cancelled' }]],
    });
  });

  it('with more than ten others holds the list, until an operator has looked', () => {
    const present = others.slice(11);
    expect(compareRoster(known(...others), present, query)).toEqual({ kind: 'held', missing: 11, allowed: 10 });
    const accepted = compareRoster(known(...others), present, { ...query, acceptsLosses: true });
    expect(accepted).toMatchObject({ kind: 'changes', counts: { missing: 11 } });
  });
});
