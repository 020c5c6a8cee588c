import { type RawBuilder, sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';
import { isUndefinedTable } from './postgres-error.js';

/** What a run reads, each kind into a table of its own. */
export const stagedKinds = ['users', 'groups', 'memberships', 'invites'] as const;

export type StagedKind = (typeof stagedKinds)[number];

/** What was staged for a run is gone: its run was closed, or its account removed. */
export class StagingLostError extends Error {
  override name = 'StagingLostError';
}

/** Columns of each kind, in the order in which rows are written. */
export const stagedColumns: Record<StagedKind, string> = {
  users: `part integer not null, id text collate "C" not null, legacy_id bigint, email text collate "C" not null,
    first_name text, last_name text, active boolean not null, is_admin boolean, user_type text not null,
    seat_type text, two_factor_auth_enabled boolean, created_at timestamptz, last_active timestamptz`,
  groups: `part integer not null, id bigint not null, name text not null, universal_app_access text,
    universal_resource_access text, universal_workflow_access text, universal_query_library_access text,
    flags jsonb not null`,
  memberships: `part integer not null, group_id bigint not null, user_id text collate "C" not null,
    is_group_admin boolean not null`,
  invites: `part integer not null, id bigint not null, invited_email text collate "C" not null, invited_by text,
    user_type text, created_at timestamptz, expires_at timestamptz, claimed_at timestamptz`,
};

/** What makes a row of each kind the same as another one. */
export const stagedKeys: Record<StagedKind, string> = {
  users: 'id',
  groups: 'id',
  memberships: 'group_id, user_id',
  invites: 'id',
};

/**
 * Name of the table into which a run reads. Each run has tables of its own: rows are narrow, statistics are true, and
 * all of it is given back at once, without a trace in the tables of others.
 */
export function stagingTableName(runId: string, kind: StagedKind): string {
  return `staging.${kind}_${runId.replaceAll('-', '')}`;
}

/** The same for use in a query. */
export function stagingTable(runId: string, kind: StagedKind): RawBuilder<unknown> {
  return sql.table(stagingTableName(runId, kind));
}

/** The table with what a step has gathered of the memberships already (see `gatherMembershipsAhead`). */
export function gatheredTable(runId: string): RawBuilder<unknown> {
  return sql.table(`staging.gathered_${runId.replaceAll('-', '')}`);
}

function allTables(runId: string): RawBuilder<unknown> {
  return sql.join([...stagedKinds.map((kind) => stagingTable(runId, kind)), gatheredTable(runId)]);
}

/** Makes the tables of a run; leaves them alone when they are there. */
export async function createStaging(db: Db, runId: string): Promise<void> {
  await sql`create unlogged table if not exists ${gatheredTable(runId)} (user_id text collate "C", group_ids bigint[],
    admin_of bigint[], in_editing boolean, in_external boolean) with (autovacuum_enabled = false)`.execute(db);
  for (const kind of stagedKinds) {
    await sql`create unlogged table if not exists ${stagingTable(runId, kind)}
      (${sql.raw(stagedColumns[kind])}) with (autovacuum_enabled = false)`.execute(db);
  }
}

/** Keeps what a run staged as it is until the transaction ends. */
export async function lockStagingTables(db: Db, runId: string): Promise<void> {
  await sql`lock table ${allTables(runId)} in share mode`.execute(db);
}

/** Takes away all that a run read, so that it can read anew. */
export async function emptyStaging(db: Db, runId: string): Promise<void> {
  await sql`truncate ${allTables(runId)}`.execute(db);
  await dropStagedNotes(db, runId);
}

/** Drops the tables of a run, if they are there, and what else it read. */
export async function dropStaging(db: Db, runId: string): Promise<void> {
  await sql`drop table if exists ${allTables(runId)}`.execute(db);
  await dropStagedNotes(db, runId);
}

async function dropStagedNotes(db: Db, runId: string): Promise<void> {
  await db.deleteFrom('stagedNotes').where('syncRunId', '=', runId).execute();
}

/** Drops the tables of all runs of an account that are not closed. */
export async function dropStagingOfAccount(db: Db, accountId: AccountId): Promise<void> {
  const runs = await db
    .selectFrom('syncRuns')
    .select('id')
    .where('accountId', '=', accountId)
    .where('state', 'in', ['reading', 'held'])
    .execute();
  for (const { id } of runs) await dropStaging(db, id);
}

/** A write or read of staging that says when there is none any more. */
export async function noticingStagingLoss<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUndefinedTable(error)) throw error;
    throw new StagingLostError('The run was closed while it was reading: what it staged is gone.');
  }
}
