import { ApplicationFailure } from '@temporalio/common';
import type { Kysely } from 'kysely';
import type { Policy } from '../domain/policy/policy.js';
import type { RosterQuery } from '../domain/roster/compare-roster.js';
import type { RosterRow } from '../domain/roster/roster-row.js';
import type { Sealer } from '../domain/sealing.js';
import type { Database } from '../store/database.js';
import { findHrConnectionById, type HrConnection } from '../store/hr-connections.js';
import { findRosterUrl, importRoster, noteRosterProblem } from '../store/rosters.js';
import { translateFailures } from './failures.js';
import { heartbeating } from './heartbeating.js';
import type { RosterActivities, RosterOutcome } from './roster-steps.js';

/** A list as it was fetched and understood, or what is wrong with it. */
export type ReadList =
  | { kind: 'list'; rows: RosterRow[]; query: Omit<RosterQuery, 'absenceEnds'> }
  | { kind: 'refused'; problems: string[] };

export interface RosterDeps {
  db: Kysely<Database>;
  sealer: Sealer;
  policy(): Promise<{ policy: Policy }>;
  now(): Date;
  /** The text at an address. Throws when it cannot be fetched whole; the message names no address. */
  download(url: string, signal: AbortSignal): Promise<string>;
  read(text: string, settings: { connection: HrConnection; defaultTimeZone: string | null; now: Date }): ReadList;
}

/** Lists of people that are fetched by schedule. */
export function createRosterActivities(deps: RosterDeps): RosterActivities {
  return translateFailures<RosterActivities>({
    importRosterList: ({ connectionId }) => heartbeating(({ signal }) => importList(deps, connectionId, signal)),
  });
}

async function importList(deps: RosterDeps, connectionId: string, signal: AbortSignal): Promise<RosterOutcome> {
  const { db, sealer, now } = deps;
  const [connection, url] = await Promise.all([
    findHrConnectionById(db, connectionId),
    findRosterUrl(db, sealer, connectionId),
  ]);
  if (!connection || url === undefined) return { outcome: 'gone' };
  const text = await deps.download(url, signal).catch((error: Error) => {
    throw ApplicationFailure.create({ type: 'DownloadError', message: error.message });
  });
  const { policy } = await deps.policy();
  const list = deps.read(text, { connection, defaultTimeZone: policy.defaultTimeZone, now: now() });
  if (list.kind === 'refused') {
    await noteRosterProblem(db, connectionId, list.problems.slice(0, 3).join('; '));
    return { outcome: 'refused', problems: list.problems.length };
  }
  const comparison = await importRoster(db, sealer, { connectionId, rows: list.rows, query: list.query });
  if (comparison.kind === 'held') {
    return { outcome: 'held', missing: comparison.missing, allowed: comparison.allowed };
  }
  const { rows, added, changed, missing } = comparison.counts;
  return { outcome: 'taken', rows, added, changed, missing };
}
