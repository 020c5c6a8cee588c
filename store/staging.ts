import { sql } from 'kysely';
import type pg from 'pg';
import { copyBoolean, copyInstant, copyInteger, copyText } from './copy-text.js';
import type { Db } from './database.js';
import { noticingStagingLoss, stagedKeys, type StagedKind, stagingTable } from './staging-tables.js';
import { type Batches, type StagingPart, writeStagedRows } from './write-staged-rows.js';

export interface StagedUser {
  /** Retool's own id, user_… */
  id: string;
  legacyId: number | null;
  email: string;
  firstName: string | null;
  lastName: string | null;
  active: boolean;
  /** Null where Retool does not tell: then the members of its group are. */
  isAdmin: boolean | null;
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

/**
 * Writes users into the staging of a run, chunk by chunk, while the next ones are being read. Commits after each.
 *
 * @returns the rows written, with duplicates
 * @throws StagingLostError when the run was closed in the meantime; what the source throws
 */
export async function stageUsers(pool: pg.Pool, target: StagingPart, batches: Batches<StagedUser>): Promise<number> {
  return await writeStagedRows(pool, 'users', target, batches, (user) => [
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
  return await writeStagedRows(pool, 'groups', target, batches, (group) => [
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
  return await writeStagedRows(pool, 'memberships', target, batches, (membership) => [
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
  return await writeStagedRows(pool, 'invites', target, batches, (invite) => [
    copyInteger(invite.id),
    copyText(invite.invitedEmail),
    copyText(invite.invitedBy),
    copyText(invite.userType),
    copyInstant(invite.createdAt),
    copyInstant(invite.expiresAt),
    copyInstant(invite.claimedAt),
  ]);
}

/** Distinct rows in a part of a run's staging. */
export async function countPart(db: Db, runId: string, kind: StagedKind, part: number): Promise<number> {
  const { rows } = await noticingStagingLoss(() =>
    sql<{ count: number }>`
      select count(*) from (
        select distinct ${sql.raw(stagedKeys[kind])} from ${stagingTable(runId, kind)} where part = ${part}
      ) as rows`.execute(db),
  );
  return rows[0]?.count ?? 0;
}
