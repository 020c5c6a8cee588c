import { createHash } from 'node:crypto';
import { dayOf, shiftDay } from '../../domain/hr/calendar-day.js';
import type { RosterQuery } from '../../domain/roster/compare-roster.js';
import type { RosterRow } from '../../domain/roster/roster-row.js';
import type { ConnectionSettings } from '../adapter.js';
import { resolveZone } from '../canonical/resolve-zone.js';
import { readRoster } from './read-roster.js';

export interface RosterSettings {
  connection: Pick<ConnectionSettings, 'timeZone' | 'locations' | 'terminationDateMeans'>;
  /** The policy's zone. */
  defaultTimeZone: string | null;
  now: Date;
  withLeavers: boolean;
  acceptsLosses: boolean;
}

/** A list that is ready to be compared with the one before. */
export interface PreparedRoster {
  rows: RosterRow[];
  ignored: string[];
  query: Omit<RosterQuery, 'absenceEnds'>;
}

/** @throws RosterError when the list is not understood whole */
export function prepareRoster(text: string, settings: RosterSettings): PreparedRoster {
  const { connection, defaultTimeZone, now, withLeavers, acceptsLosses } = settings;
  const { rows, ignored } = readRoster(text);
  return {
    rows: connection.terminationDateMeans === 'last_day' ? rows : rows.map(withLastDay),
    ignored,
    query: {
      importId: `roster-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`,
      observedAt: now.toISOString(),
      today: dayOf(now.toISOString(), connection.timeZone ?? defaultTimeZone ?? 'UTC'),
      zoneOf: (row) => resolveZone(row.time_zone, placeOf(row), connection),
      ...{ withLeavers, acceptsLosses },
    },
  };
}

/** Some systems give the first day on which somebody is not employed any more. */
function withLastDay(row: RosterRow): RosterRow {
  return row.last_day === undefined ? row : { ...row, last_day: shiftDay(row.last_day, -1) };
}

function placeOf({ location: name, country, region }: RosterRow) {
  return {
    ...(name !== undefined && { name }),
    ...(country !== undefined && { country }),
    ...(region !== undefined && { region }),
  };
}
