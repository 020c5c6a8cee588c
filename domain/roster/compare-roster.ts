import type { HrEvent } from '../hr/hr-event.js';
import { type RosterContext, toEvents } from './roster-events.js';
import { keyOfRow, type RosterRow } from './roster-row.js';

/** A row as the roster had it last. */
export interface KnownRow {
  row: RosterRow;
  missingSince: string | null;
}

export interface RosterQuery extends RosterContext {
  /** Whether who is missing has left. Otherwise somebody is asked to look. */
  absenceEnds: boolean;
  /** Take people in who left before today and of whom nobody heard before. */
  withLeavers: boolean;
  /** An operator has looked at a list that lost many. */
  acceptsLosses: boolean;
}

export type RosterComparison =
  | { kind: 'held'; missing: number; allowed: number }
  | {
      kind: 'changes';
      /** One list for each person of whom something is new. */
      events: HrEvent[][];
      rows: RosterRow[];
      /** Keys of the rows that are not in the list any more. */
      newlyMissing: string[];
      counts: RosterCounts;
    };

export interface RosterCounts {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  missing: number;
  /** Left before today, and nobody had heard of them. */
  leftOut: number;
}

/**
 * What a full list says against what the same list said before. Whoever is missing from it is not gone: absence asks for
 * somebody to look, or where that was settled ends the employment. A list that lost too many is held.
 */
export function compareRoster(
  known: ReadonlyMap<string, KnownRow>,
  rows: readonly RosterRow[],
  query: RosterQuery,
): RosterComparison {
  // Row by row: a contract that is there no more has not ended either, and the person would stay because of it.
  const keys = new Set(rows.map(keyOfRow));
  const newlyMissing = [...known.values()].filter(
    ({ row, missingSince }) => !keys.has(keyOfRow(row)) && missingSince === null && !hasEnded(row, query.today),
  );
  const present = [...known.values()].filter(
    ({ row, missingSince }) => missingSince === null && !hasEnded(row, query.today),
  );
  const allowed = allowedLosses(present.length);
  if (newlyMissing.length > allowed && !query.acceptsLosses) {
    return { kind: 'held', missing: newlyMissing.length, allowed };
  }
  const taken = rows.filter((row) => known.has(keyOfRow(row)) || query.withLeavers || !hasEnded(row, query.today));
  const said = taken.map((row) => ({
    isNew: !known.has(keyOfRow(row)),
    events: toEvents(lastSaid(known.get(keyOfRow(row)), query), row, query),
  }));
  const ended = query.absenceEnds ? newlyMissing.map(({ row }) => endedByAbsence(row, query)) : [];
  return {
    kind: 'changes',
    events: [...said.map(({ events }) => events), ...ended].filter((events) => events.length > 0),
    rows: taken,
    newlyMissing: newlyMissing.map(({ row }) => keyOfRow(row)),
    counts: {
      rows: rows.length,
      added: said.filter(({ isNew }) => isNew).length,
      changed: said.filter(({ isNew, events }) => !isNew && events.length > 0).length,
      unchanged: said.filter(({ isNew, events }) => !isNew && events.length === 0).length,
      missing: newlyMissing.length,
      leftOut: rows.length - taken.length,
    },
  };
}

/** So many may be missing at once before somebody has to look. */
export function allowedLosses(present: number): number {
  return Math.max(10, Math.floor(present * 0.05));
}

function hasEnded({ last_day, status }: RosterRow, today: string): boolean {
  return status === 'ended' || status === 'cancelled' || (last_day !== undefined && last_day < today);
}

function endedByAbsence(row: RosterRow, query: RosterQuery): HrEvent[] {
  return toEvents(row, { ...row, status: 'ended' }, query);
}

/** What was said of a row last: of one that was missing, where absence ends, that it had ended. */
function lastSaid(known: KnownRow | undefined, { absenceEnds }: RosterQuery): RosterRow | undefined {
  if (!known) return undefined;
  return known.missingSince !== null && absenceEnds ? { ...known.row, status: 'ended' } : known.row;
}
