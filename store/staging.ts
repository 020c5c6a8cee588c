import { once } from 'node:events';
import { sql } from 'kysely';
import type pg from 'pg';
import { from } from 'pg-copy-streams';
import { copyBoolean, copyInstant, copyInteger, copyText } from './copy-text.js';
import type { Db } from './database.js';
import { isUndefinedTable } from './postgres-error.js';
import { StagingLostError, stagedKeys, type StagedKind, stagingTable, stagingTableName } from './staging-tables.js';

export interface StagedUser {
  /** Retool's own id, user_… */
  id: string;
  legacyId: number | null;
  email: string;
  firstName: string | null;
  lastName: string | null;
  active: boolean;
  isAdmin: boolean;
  userType: string;
  seatType: string | null;
  twoFactorAuthEnabled: boolean | null;
  /** ISO 8601. */
  createdAt: string | null;
  lastActive: string | null;
}

export interface StagedGroup {
  id: number;
  name: string;
  universalAppAccess: string | null;
  universalResourceAccess: string | null;
  universalWorkflowAccess: string | null;
  universalQueryLibraryAccess: string | null;
  /** Boolean rights by Retool's field name. */
  flags: Record<string, boolean>;
}

export interface StagedMembership {
  groupId: number;
  userId: string;
  isGroupAdmin: boolean;
}

export interface StagedInvite {
  id: number;
  invitedEmail: string;
  invitedBy: string | null;
  userType: string | null;
  createdAt: string | null;
  expiresAt: string | null;
  claimedAt: string | null;
}

/** The part of a run's staging into which one reading step writes. */
export interface StagingPart {
  runId: string;
  part: number;
  /** Takes away first what an earlier attempt has left. Default false. */
  emptyFirst?: boolean;
  /**
   * Called after each commit with the rows and the batches that are safe by then: only now may a cursor behind them be
   * remembered.
   */
  onCommitted?: (progress: { rows: number; batches: number }) => void;
}

/** A chunk is written when it is that large, or when that much time has passed since the last one. */
const chunkCharacters = 1 << 20;
const chunkMs = 1_000;

type Batches<Row> = AsyncIterable<readonly Row[]>;

/**
 * Writes users into the staging of a run, chunk by chunk, while the next ones are being read. Commits after each.
 *
 * @returns the rows written, with duplicates
 * @throws StagingLostError when the run was closed in the meantime; what the source throws
 */
export async function stageUsers(pool: pg.Pool, target: StagingPart, batches: Batches<StagedUser>): Promise<number> {
  return await stage(pool, 'users', target, batches, (user) => [
    copyText(user.id),
    copyInteger(user.legacyId),
    copyText(user.email),
    copyText(user.firstName),
    copyText(user.lastName),
    copyBoolean(user.active),
    copyBoolean(user.isAdmin),
    copyText(user.userType),
    copyText(user.seatType),
    copyBoolean(user.twoFactorAuthEnabled),
    copyInstant(user.createdAt),
    copyInstant(user.lastActive),
  ]);
}

/** As `stageUsers`. */
export async function stageGroups(pool: pg.Pool, target: StagingPart, batches: Batches<StagedGroup>): Promise<number> {
  return await stage(pool, 'groups', target, batches, (group) => [
    copyInteger(group.id),
    copyText(group.name),
    copyText(group.universalAppAccess),
    copyText(group.universalResourceAccess),
    copyText(group.universalWorkflowAccess),
    copyText(group.universalQueryLibraryAccess),
    copyText(JSON.stringify(group.flags)),
  ]);
}

/** As `stageUsers`. */
export async function stageMemberships(
  pool: pg.Pool,
  target: StagingPart,
  batches: Batches<StagedMembership>,
): Promise<number> {
  return await stage(pool, 'memberships', target, batches, (membership) => [
    copyInteger(membership.groupId),
    copyText(membership.userId),
    copyBoolean(membership.isGroupAdmin),
  ]);
}

/** As `stageUsers`. */
export async function stageInvites(
  pool: pg.Pool,
  target: StagingPart,
  batches: Batches<StagedInvite>,
): Promise<number> {
  return await stage(pool, 'invites', target, batches, (invite) => [
    copyInteger(invite.id),
    copyText(invite.invitedEmail),
    copyText(invite.invitedBy),
    copyText(invite.userType),
    copyInstant(invite.createdAt),
    copyInstant(invite.expiresAt),
    copyInstant(invite.claimedAt),
  ]);
}

async function stage<Row>(
  pool: pg.Pool,
  kind: StagedKind,
  target: StagingPart,
  batches: Batches<Row>,
  toColumns: (row: Row) => string[],
): Promise<number> {
  const table = stagingTableName(target.runId, kind);
  if (target.emptyFirst) await noticingLoss(() => pool.query(`delete from ${table} where part = $1`, [target.part]));
  const done = { rows: 0, batches: 0 };
  let text = '';
  let copied = Date.now();
  let copying: Promise<void> = Promise.resolve();
  const flush = () => {
    const [chunk, progress] = [text, { ...done }];
    text = '';
    copied = Date.now();
    copying = noticingLoss(() => copy(pool, table, chunk)).then(() => target.onCommitted?.(progress));
    // It is awaited before the next chunk; until then its failure must not count as unhandled.
    copying.catch(() => {});
  };
  const finish = async () => {
    await copying;
    flush();
    await copying;
  };
  try {
    for await (const batch of batches) {
      for (const row of batch) text += `${target.part}\t${toColumns(row).join('\t')}\n`;
      done.rows += batch.length;
      done.batches += 1;
      if (text.length < chunkCharacters && Date.now() - copied < chunkMs) continue;
      await copying;
      flush();
    }
  } catch (error) {
    // What was read before the source failed has cost points: it is kept, so that a cursor can go on behind it.
    await finish().catch(() => {});
    throw error;
  }
  await finish();
  return done.rows;
}

async function copy(pool: pg.Pool, table: string, rows: string): Promise<void> {
  if (rows === '') return;
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const stream = client.query(from(`copy ${table} from stdin`));
    stream.end(rows);
    await once(stream, 'finish');
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function noticingLoss<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isUndefinedTable(error)) throw error;
    throw new StagingLostError('The run was closed while it was reading: what it staged is gone.');
  }
}

/** Takes away what was staged under a part. */
export async function emptyPart(db: Db, runId: string, kind: StagedKind, part: number): Promise<void> {
  await noticingLoss(() => sql`delete from ${stagingTable(runId, kind)} where part = ${part}`.execute(db));
}

/** Distinct rows in a part of a run's staging. */
export async function countPart(db: Db, runId: string, kind: StagedKind, part: number): Promise<number> {
  const { rows } = await noticingLoss(() =>
    sql<{ count: number }>`
      select count(*) from (
        select distinct ${sql.raw(stagedKeys[kind])} from ${stagingTable(runId, kind)} where part = ${part}
      ) as rows`.execute(db),
  );
  return rows[0]?.count ?? 0;
}
