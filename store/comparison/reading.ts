import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { AccountId } from '../../domain/account.js';
import type { PartCounts, StagedParts } from '../../domain/sync.js';
import type { Database } from '../database.js';
import { type StagedKind, stagingTable } from '../staging-tables.js';
import { groupsTable, listOf } from './inventory-table.js';

/** What one run read of an account, and when it is compared. */
export interface Reading {
  runId: string;
  accountId: AccountId;
  parts: StagedParts;
  now: Date;
}

/** Kinds whose rows have an id of their own. */
export type IdentifiedKind = Exclude<StagedKind, 'memberships'>;

/** The rows that a run staged under the parts that its steps promised; what other attempts left does not count. */
export function stagedRows({ runId, parts }: Reading, kind: StagedKind): RawBuilder<unknown> {
  return sql`(select ctid as row_at, * from ${stagingTable(runId, kind)} where part = any(${partsOf(parts[kind])}))`;
}

function partsOf(counts: PartCounts): RawBuilder<unknown> {
  return sql`${Object.keys(counts).map(Number)}::integer[]`;
}

/**
 * The same, each id once: without the rows in `outdated_<kind>`, which `findOutdatedRows` makes. The parts of a list may
 * overlap, and a list may shift while it is read page by page: the later part wins, and within a part the row that lies
 * last, which is nearly always the one that was read last.
 */
export function freshRows(reading: Reading, kind: IdentifiedKind): RawBuilder<unknown> {
  const outdated = sql.raw(`outdated_${kind}`);
  return sql`(select rows.* from ${stagedRows(reading, kind)} as rows
    left join ${outdated} on ${outdated}.row_at = rows.row_at where ${outdated}.row_at is null)`;
}

/** Makes `outdated_<kind>`: rows whose id another row stands for. */
export async function findOutdatedRows(
  trx: Transaction<Database>,
  reading: Reading,
  kind: IdentifiedKind,
): Promise<void> {
  await sql`create temporary table ${sql.raw(`outdated_${kind}`)} (row_at tid, part integer, is_repeated boolean)
    on commit drop`.execute(trx);
  await sql`insert into ${sql.raw(`outdated_${kind}`)}
    select row_at, part, part = later_part from (
      select row_at, part, lead(part) over (partition by id order by part, row_at) as later_part
      from ${stagedRows(reading, kind)} as rows
      where id in (select id from ${stagedRows(reading, kind)} as rows group by id having count(*) > 1)
    ) as repeated where later_part is not null`.execute(trx);
}

/** Makes `fresh_groups`: the groups that were read, each once, as rows of `groups`. */
export async function gatherGroups(trx: Transaction<Database>, reading: Reading): Promise<void> {
  const columns = listOf(['id', ...groupsTable.compared]);
  await sql`create temporary table fresh_groups (like groups) on commit drop`.execute(trx);
  await sql`insert into fresh_groups
    select ${reading.accountId}::uuid, ${columns} from ${freshRows(reading, 'groups')} as rows`.execute(trx);
}
