import { sql, type Transaction } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import { findSuspiciousShrinkage } from '../domain/shrinkage.js';
import type { StagedParts, SyncCounts } from '../domain/sync.js';
import { lockAccount } from './account-lock.js';
import { type Account, getAccount } from './accounts.js';
import { applyBaseline } from './comparison/baseline.js';
import { describeChanges, publishChanges } from './comparison/change-feed.js';
import { noteDrift } from './comparison/drift.js';
import { applyDifferences, findDifferences } from './comparison/differences.js';
import { groupsTable, invitesTable, usersTable } from './comparison/inventory-table.js';
import { judgeGroups, type LicenceGroups } from './comparison/licence-groups.js';
import { licensedUsers } from './comparison/licensed-users.js';
import { gatherGroups, type Reading, freshRows } from './comparison/reading.js';
import { replaceNotes } from './comparison/notes.js';
import { measureShrinkages } from './comparison/shrinkages.js';
import {
  applyUserGroupDifferences,
  countMemberships,
  findUserGroupDifferences,
  gatherUserGroups,
} from './comparison/user-groups.js';
import { areMembershipsComplete, isComplete, lockStaging } from './comparison/verify-parts.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { dropStaging, StagingLostError } from './staging-tables.js';
import { closeSyncRun, type SyncRun } from './sync-runs.js';

export interface ComparisonInput {
  runId: string;
  accountId: string;
  /** What each reading step counted in its part. */
  expectedParts: StagedParts;
  /** Apply also what `findSuspiciousShrinkage` would hold: an operator has looked. */
  acceptShrinkage?: boolean;
  now: Date;
  /** Signs what is added to the ledgers of runs that have ended, when leavers have access again; else the next sync does. */
  sealer?: Sealer;
}

export type ComparisonResult =
  | { outcome: 'applied'; baseline: boolean; counts: SyncCounts }
  | { outcome: 'held'; reasons: string[]; counts: SyncCounts }
  | { outcome: 'staging-lost' };

/**
 * Compares what a run has staged with the inventory of the account and applies the differences, all in one
 * transaction. Where too much would vanish the run is held instead and its staging kept. When a part of the staging is
 * not what its step counted, nothing happens: the run has to read anew. Repeating it gives the same result.
 *
 * @throws AccountNotFoundError, StagingLostError when the run was closed by somebody else
 */
export async function compareAndApply(db: Db, input: ComparisonInput): Promise<ComparisonResult> {
  const { runId, accountId, expectedParts: parts, acceptShrinkage = false, now, sealer } = input;
  return await inTransaction(db, async (trx) => {
    await lockAccount(trx, accountId);
    const account = await getAccount(trx, accountId);
    const run = await trx.selectFrom('syncRuns').selectAll().where('id', '=', runId).executeTakeFirst();
    const settled = settledResult(run, acceptShrinkage);
    if (settled) return settled;

    const reading: Reading = { runId, accountId, parts, now };
    await preferHashJoins(trx);
    const groups = await gatherComplete(trx, reading);
    if (!groups) return { outcome: 'staging-lost' };
    if (account.syncedAt === null) {
      const counts = await applyBaseline(trx, reading, await licensedUsers(trx, reading, account, groups));
      return await finishApplied(trx, reading, groups, { baseline: true, counts, sealer });
    }
    const { counts, suspicions } = await compare(trx, reading, account, groups);
    if (suspicions.length > 0 && !acceptShrinkage) return await finishHeld(trx, reading, suspicions, counts);
    await apply(trx, reading, counts);
    return await finishApplied(trx, reading, groups, { baseline: false, counts, sealer });
  });
}

/** What became of a run that was compared before; undefined when it is still to be compared. */
function settledResult(run: SyncRun | undefined, acceptShrinkage: boolean): ComparisonResult | undefined {
  if (!run) throw new StagingLostError('The run was removed with its account.');
  const counts = run.counts as SyncCounts;
  switch (run.state) {
    case 'reading':
      return undefined;
    case 'applied':
      return { outcome: 'applied', baseline: run.baseline, counts };
    case 'held':
      return acceptShrinkage ? undefined : { outcome: 'held', reasons: run.reasons, counts };
    case 'failed':
    case 'rejected':
    case 'superseded':
      throw new StagingLostError(`The run was closed before (${run.state}): what it staged is gone.`);
  }
}

/**
 * Just written tables have no statistics yet, and what is compared is always the whole of an account: the planner is
 * told so. Compiling would take longer than the queries.
 */
async function preferHashJoins(trx: Transaction<Database>): Promise<void> {
  await sql`select set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true),
    set_config('work_mem', '64MB', true), set_config('enable_nestloop', 'off', true),
    set_config('enable_mergejoin', 'off', true)`.execute(trx);
}

/** Gathers what was read; undefined when not all of what the reading steps have staged is still there. */
async function gatherComplete(trx: Transaction<Database>, reading: Reading): Promise<LicenceGroups | undefined> {
  if (!(await lockStaging(trx, reading))) return undefined;
  for (const kind of ['users', 'groups', 'invites'] as const) {
    if (!(await isComplete(trx, reading, kind))) return undefined;
  }
  await gatherGroups(trx, reading);
  const groups = await judgeGroups(trx);
  await gatherUserGroups(trx, reading, groups);
  return (await areMembershipsComplete(trx, reading)) ? groups : undefined;
}

async function compare(
  trx: Transaction<Database>,
  reading: Reading,
  account: Account,
  groups: LicenceGroups,
): Promise<{ counts: SyncCounts; suspicions: string[] }> {
  const users = await findDifferences(trx, reading, usersTable, await licensedUsers(trx, reading, account, groups));
  const ofGroups = await findDifferences(trx, reading, groupsTable, sql`fresh_groups`);
  const invites = await findDifferences(trx, reading, invitesTable, freshRows(reading, 'invites'));
  await findUserGroupDifferences(trx, reading);
  const memberships = await countMemberships(trx, reading);
  // From here on few rows are looked up in large tables.
  await sql`set local enable_nestloop = on`.execute(trx);
  const shrinkages = await measureShrinkages(trx, reading, { users, groups: ofGroups, memberships });
  const after = ({ before, appeared, gone }: typeof users) => before + appeared - gone;
  const counts = {
    users: after(users),
    groups: after(ofGroups),
    memberships: memberships.after,
    invites: after(invites),
    changes: await describeChanges(trx, reading, groups.everyone),
  };
  return { counts, suspicions: findSuspiciousShrinkage(shrinkages) };
}

async function apply(trx: Transaction<Database>, reading: Reading, counts: SyncCounts): Promise<void> {
  for (const table of [usersTable, groupsTable, invitesTable]) await applyDifferences(trx, reading, table);
  await applyUserGroupDifferences(trx, reading);
  if (counts.changes > 0) await publishChanges(trx, reading);
}

async function finishApplied(
  trx: Transaction<Database>,
  reading: Reading,
  { everyoneMayEdit, everyone }: LicenceGroups,
  { baseline, counts: found, sealer }: { baseline: boolean; counts: SyncCounts; sealer: Sealer | undefined },
): Promise<ComparisonResult> {
  const { runId, accountId, now } = reading;
  await sql`set local enable_nestloop = on`.execute(trx);
  const drift = await noteDrift(trx, reading, { everyone, sealer });
  const counts = {
    ...found,
    changes: found.changes + drift.changes,
    ...(drift.leavers > 0 && { cameBack: drift.leavers }),
  };
  const { readAt } = await trx
    .updateTable('syncRuns')
    .set({ state: 'applied', baseline, counts: JSON.stringify(counts), stagedParts: null, closedAt: now })
    .set({ readAt: sql`coalesce(read_at, ${now})` })
    .where('id', '=', runId)
    .returning('readAt')
    .executeTakeFirstOrThrow();
  await trx.updateTable('accounts').set({ syncedAt: readAt, everyoneMayEdit }).where('id', '=', accountId).execute();
  await replaceNotes(trx, reading);
  await dropStaging(trx, runId);
  await supersedeHeldRuns(trx, accountId, runId);
  return { outcome: 'applied', baseline, counts };
}

async function finishHeld(
  trx: Transaction<Database>,
  { runId, accountId, parts, now }: Reading,
  reasons: string[],
  counts: SyncCounts,
): Promise<ComparisonResult> {
  await trx
    .updateTable('syncRuns')
    .set({ state: 'held', reasons, counts: JSON.stringify(counts), stagedParts: JSON.stringify(parts), readAt: now })
    .where('id', '=', runId)
    .execute();
  await supersedeHeldRuns(trx, accountId, runId);
  return { outcome: 'held', reasons, counts };
}

/** A complete run is newer than what was held before it: nobody has to decide on that any more. */
async function supersedeHeldRuns(trx: Transaction<Database>, accountId: string, runId: string): Promise<void> {
  const held = await trx
    .selectFrom('syncRuns')
    .select('id')
    .where('accountId', '=', accountId)
    .where('state', '=', 'held')
    .where('id', '!=', runId)
    .execute();
  for (const { id } of held) await closeSyncRun(trx, id, { state: 'superseded' });
}
