import { sql, type Transaction } from 'kysely';
import type { PartCounts } from '../../domain/sync.js';
import type { Database } from '../database.js';
import { lockStagingTables, stagingTableName } from '../staging-tables.js';
import { findOutdatedRows, type IdentifiedKind, type Reading, stagedRows } from './reading.js';

/**
 * Keeps the staging of a run as it is until the transaction ends: nobody can write to it any more.
 *
 * @returns false when it is not there
 */
export async function lockStaging(trx: Transaction<Database>, { runId }: Reading): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select to_regclass(${stagingTableName(runId, 'users')}) is not null as found`.execute(trx);
  if (rows[0]?.found !== true) return false;
  await lockStagingTables(trx, runId);
  return true;
}

/**
 * Whether each part of a kind still has the distinct rows that its step counted: a crash of the server empties unlogged
 * tables. Makes `outdated_<kind>` on the way.
 */
export async function isComplete(trx: Transaction<Database>, reading: Reading, kind: IdentifiedKind): Promise<boolean> {
  await findOutdatedRows(trx, reading, kind);
  const { rows } = await sql<CountedPart>`
    select part, sum(count)::bigint as count from (
      select part, count(*) from ${stagedRows(reading, kind)} as rows group by part
      union all
      select part, -count(*) from ${sql.raw(`outdated_${kind}`)} where is_repeated group by part
    ) as counts group by part`.execute(trx);
  return areAsPromised(reading.parts[kind], rows);
}

/**
 * The same for memberships, once they are gathered. There are many, so duplicates are looked for only when there are not
 * as many as were promised.
 */
export async function areMembershipsComplete(trx: Transaction<Database>, reading: Reading): Promise<boolean> {
  const promised = reading.parts.memberships;
  const counts = Object.values(promised);
  if (counts.length === 1 && counts[0] === (await countGathered(trx))) return true;
  const { rows } = await sql<CountedPart>`
    select part, count(*) from (
      select distinct part, group_id, user_id from ${stagedRows(reading, 'memberships')} as rows
    ) as distinct_rows group by part`.execute(trx);
  return areAsPromised(promised, rows);
}

async function countGathered(trx: Transaction<Database>): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(cardinality(group_ids)), 0) as count from fresh_user_groups`.execute(trx);
  return rows[0]?.count;
}

interface CountedPart {
  part: number;
  count: number;
}

function areAsPromised(promised: PartCounts, counted: CountedPart[]): boolean {
  const counts = new Map(counted.map(({ part, count }) => [part, count]));
  return Object.entries(promised).every(([part, count]) => (counts.get(Number(part)) ?? 0) === count);
}
