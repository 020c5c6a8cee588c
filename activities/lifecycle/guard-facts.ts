import type { ApprovalsAsked, GuardFacts, GuardName } from '../../domain/plan/guards.js';
import { guardNames } from '../../domain/plan/guards.js';
import type { Reading } from '../../domain/plan/present-state.js';
import { managedGroups } from '../../domain/policy/managed-groups.js';
import { accountPolicy } from '../../domain/policy/account-policy.js';
import { findExclusion } from '../../domain/policy/find-exclusion.js';
import type { AccountPolicy, Policy } from '../../domain/policy/policy.js';
import { removalLimit } from '../../domain/policy/removal-limit.js';
import type { RunKind } from '../../domain/run.js';
import type { RetoolClient } from '../../retool/client.js';
import type { RetoolUser } from '../../retool/received-user.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { listOverrides } from '../../store/overrides.js';
import { findFreeze } from '../../store/freezes.js';
import { listLeavers } from '../../store/leavers.js';
import { countDisabledSince } from '../../store/run-accounts.js';
import { countActiveUsers } from '../../store/user-addresses.js';
import { findUser } from './match-person.js';
import type { WantedInAccount } from './wanted-in-account.js';

const dayMs = 24 * 60 * 60_000;

export interface GuardQuery {
  /** Null for a dry run. */
  runId: string | null;
  kind: RunKind;
  account: Account;
  policy: Policy;
  user: RetoolUser | null;
  addresses: string[];
  /** Members of the group of administrators; null when it could not be read. */
  adminIds: string[] | null;
  wanted: Pick<WantedInAccount, 'unknownGroups' | 'noUser'>;
  now: Date;
}

/** Gathers what the guards need to know beside the plan. */
export async function collectGuardFacts(
  db: Db,
  client: RetoolClient,
  { runId, kind, account, policy, user, addresses, adminIds, wanted, now }: GuardQuery,
  signal: AbortSignal,
): Promise<GuardFacts> {
  const rules = accountPolicy(policy, account.name);
  const emails = user ? [...addresses, user.email] : addresses;
  const exclusion = findExclusion(policy, { emails, accountName: account.name, now });
  const since = new Date(now.getTime() - dayMs);
  const [frozen, lastDay, activeUsers, overridden, otherAdmins] = await Promise.all([
    findFreeze(db, account.id),
    countDisabledSince(db, { accountId: account.id, since, exceptRunId: runId }),
    countActiveUsers(db, account.id),
    runId === null ? Promise.resolve<string[]>([]) : listOverrides(db, { runId, accountId: account.id }),
    user?.active && user.isAdmin !== false
      ? countOtherAdmins(db, client, { runId, account, policy, userId: user.id, adminIds, now }, signal)
      : Promise.resolve<Reading<number>>({ read: true, value: 0 }),
  ]);
  return {
    account: { name: account.name, access: rules.readOnly ? 'read' : account.access, state: account.state },
    frozen: frozen ?? (rules.writesPaused ? 'the policy pauses writes in this account' : null),
    exclusion: exclusion ? { owner: exclusion.owner, reason: exclusion.reason, expiresAt: exclusion.expiresAt } : null,
    otherAdmins,
    tokenOwner: tokenOwnerOf(account, user),
    missingScopes: Object.entries(account.scopes)
      .filter(([, state]) => state === 'missing')
      .map(([scope]) => scope),
    removals: { lastDay, allowed: removalLimit(policy, activeUsers) },
    asks: asksOf(policy, rules, kind),
    unknownGroups: wanted.unknownGroups,
    noUser: wanted.noUser,
    groupsInRules: managedGroups(policy, account.name).map(({ name }) => name),
    overridden: overridden.filter((name): name is GuardName => (guardNames as readonly string[]).includes(name)),
  };
}

/** Whoever gets back what they had before takes no new seat and is no new admin. */
function asksOf({ approvals }: Policy, { namedSeats }: AccountPolicy, kind: RunKind): ApprovalsAsked {
  const givesBack = kind === 'restore' || kind === 'suspend';
  const paidSeat = approvals.paidSeat === 'always';
  return {
    paidSeat,
    seatOfEnabled: paidSeat && namedSeats && !givesBack,
    adminGroup: approvals.adminGroup === 'always' && !givesBack,
  };
}

function tokenOwnerOf({ tokenOwnerEmail }: Account, user: RetoolUser | null): GuardFacts['tokenOwner'] {
  if (tokenOwnerEmail === null) return 'unknown';
  return user?.email.trim().toLowerCase() === tokenOwnerEmail.trim().toLowerCase() ? 'this-user' : 'somebody-else';
}

export interface OtherAdminsQuery {
  runId: string | null;
  account: Account;
  policy: Policy;
  userId: string;
  adminIds: string[] | null;
  now: Date;
}

/**
 * Looks for another enabled administrator: one is enough. Those whom a run disables now or later, and those whom the policy
 * excludes, do not count: break-glass accounts administer nothing in daily life.
 */
export async function countOtherAdmins(
  db: Db,
  client: RetoolClient,
  { runId, account, policy, userId, adminIds, now }: OtherAdminsQuery,
  signal: AbortSignal,
): Promise<Reading<number>> {
  if (adminIds === null) return { read: false, why: { kind: 'failed', failure: 'RetoolUnavailableError' } };
  const leavers = await listLeavers(db, { accountId: account.id, exceptRunId: runId });
  for (const id of adminIds) {
    if (id === userId || leavers.userIds.includes(id)) continue;
    const other = await findUser(client, id, signal);
    if (!other?.active || leavers.addresses.includes(other.email.trim().toLowerCase())) continue;
    if (findExclusion(policy, { emails: [other.email], accountName: account.name, now })) continue;
    return { read: true, value: 1 };
  }
  return { read: true, value: 0 };
}
