import { randomUUID } from 'node:crypto';
import type { AccountId } from '../../domain/account.js';
import type { StagedParts } from '../../domain/sync.js';
import { compareAndApply, type ComparisonInput, type ComparisonResult } from '../../store/compare.js';
import type { OpenDatabase } from '../../store/pool.js';
import {
  countPart,
  type StagedGroup,
  type StagedInvite,
  type StagedMembership,
  type StagedUser,
  stageGroups,
  stageInvites,
  stageMemberships,
  stageUsers,
} from '../../store/staging.js';
import { openSyncRun } from '../../store/sync-runs.js';

/** What a run reads of an organization. */
export interface Organization {
  users: StagedUser[];
  groups: StagedGroup[];
  memberships: StagedMembership[];
  invites: StagedInvite[];
}

export function organization(parts: Partial<Organization> = {}): Organization {
  return { users: [], groups: [], memberships: [], invites: [], ...parts };
}

/** An enabled user of that name who was there a day ago. */
export function user(name: string, changes: Partial<StagedUser> = {}): StagedUser {
  return {
    id: `user_${name}`,
    legacyId: 1,
    email: `${name}@acme.example`,
    firstName: name,
    lastName: 'Byrne',
    active: true,
    isAdmin: false,
    userType: 'default',
    seatType: null,
    twoFactorAuthEnabled: false,
    createdAt: '2026-01-01T09:00:00.000Z',
    lastActive: '2026-11-23T09:00:00.000Z',
    ...changes,
  };
}

/** Ten users, so that one more or less is not suspicious. */
export function crowd(prefix = 'p'): StagedUser[] {
  return Array.from({ length: 10 }, (_, index) => user(`${prefix}${index}`));
}

export function group(id: number, name: string, changes: Partial<StagedGroup> = {}): StagedGroup {
  return {
    id,
    name,
    universalAppAccess: 'none',
    universalResourceAccess: 'none',
    universalWorkflowAccess: 'none',
    universalQueryLibraryAccess: 'none',
    flags: { audit_log_access: false },
    ...changes,
  };
}

/** @param name as given to `user` */
export function member(groupId: number, name: string, isGroupAdmin = false): StagedMembership {
  return { groupId, userId: `user_${name}`, isGroupAdmin };
}

export function invite(id: number, changes: Partial<StagedInvite> = {}): StagedInvite {
  return {
    id,
    invitedEmail: `invited${id}@acme.example`,
    invitedBy: 'user_ada',
    userType: 'default',
    createdAt: '2026-11-20T09:00:00.000Z',
    expiresAt: '2026-11-27T09:00:00.000Z',
    claimedAt: null,
    ...changes,
  };
}

/** Rows as a reading step yields them. */
export async function* inBatches<Row>(rows: Row[], size = 100): AsyncGenerator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield await Promise.resolve(rows.slice(start, start + size));
}

/** Opens a run and stages all of an organization under part 1, as a run does that reads without trouble. */
export async function readOrganization(
  { db, pool }: OpenDatabase,
  accountId: AccountId,
  { users, groups, memberships, invites }: Organization,
): Promise<{ runId: string; accountId: AccountId; expectedParts: StagedParts }> {
  const { id: runId } = await openSyncRun(db, { accountId, workflowId: 'sync/acme', workflowRunId: randomUUID() });
  const part = { runId, part: 1 };
  await stageUsers(pool, part, inBatches(users));
  await stageGroups(pool, part, inBatches(groups));
  await stageMemberships(pool, part, inBatches(memberships));
  await stageInvites(pool, part, inBatches(invites));
  const expectedParts = {
    users: { 1: await countPart(db, runId, 'users', 1) },
    groups: { 1: await countPart(db, runId, 'groups', 1) },
    memberships: { 1: await countPart(db, runId, 'memberships', 1) },
    invites: { 1: await countPart(db, runId, 'invites', 1) },
  };
  return { runId, accountId, expectedParts };
}

/** A whole sync. */
export async function syncOrganization(
  database: OpenDatabase,
  accountId: AccountId,
  read: Organization,
  options: Partial<ComparisonInput> = {},
): Promise<ComparisonResult & { runId: string }> {
  const reading = await readOrganization(database, accountId, read);
  const result = await compareAndApply(database.db, { ...reading, now: new Date(), ...options });
  return { ...result, runId: reading.runId };
}
