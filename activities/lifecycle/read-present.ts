import type { Facet } from '../../domain/plan/plan-account.js';
import type { PresentState, PresentUser, Reading } from '../../domain/plan/present-state.js';
import type { RetoolFeatures } from '../../domain/retool-version.js';
import type { RetoolClient } from '../../retool/client.js';
import {
  RetoolError,
  RetoolForbiddenError,
  RetoolRateLimitedError,
  RetoolUnauthorizedError,
} from '../../retool/retool-error.js';
import type { RetoolUser } from '../../retool/received-user.js';
import { BudgetWaitError } from '../../store/budget-gate.js';
import { type AccountLists, readLists } from './account-lists.js';

/** Whom to read, and what. */
export interface PresentQuery {
  /** As just read; null when the person has no user here. */
  user: RetoolUser | null;
  /** All addresses of the person, in lower case. */
  addresses: string[];
  /** Those among them that are somebody else's now: what waits there is not this person's. */
  sharedAddresses: string[];
  features: RetoolFeatures;
  sessionsEnded: boolean;
  /** Read only these facets (and the user); the others are taken from an earlier reading. */
  only?: { facets: ReadonlySet<Facet>; before: PresentState };
  /** Lists that are shared with others; left out: they are read now. */
  lists?: AccountLists;
  /** A list that Retool refuses because of its rate limit counts as not read; see `goingOnWhenLimited`. */
  goesOnWhenLimited?: boolean;
}

export interface PresentReading {
  present: PresentState;
  /** Members of the built-in group of administrators; null when groups were not read. */
  adminIds: string[] | null;
}

/**
 * Reads what a person has in an account, side by side. What cannot be read is said with its reason; only trouble that
 * concerns every call (a dead token, the rate limit) is thrown. Of the rate limit see `goesOnWhenLimited`, too.
 */
export async function readPresent(
  client: RetoolClient,
  query: PresentQuery,
  signal: AbortSignal,
): Promise<PresentReading> {
  const { user, features, only } = query;
  const legacyId = user?.legacyId ?? null;
  let adminIds: string[] | null = null;
  const passingLimit = goingOnWhenLimited();
  const mayBeMissed = (facet: Facet) => query.goesOnWhenLimited === true && facet !== 'memberships';
  const read = <T>(facet: Facet & keyof PresentState, known: Known, call: () => Promise<T>): Promise<Reading<T>> =>
    only && !only.facets.has(facet)
      ? Promise.resolve(only.before[facet] as Reading<T>)
      : reading(known, mayBeMissed(facet) ? () => passingLimit(call) : call);
  const isAmong = (addresses: string[], email: string) => addresses.includes(email.trim().toLowerCase());
  const isShared = (email: string) => isAmong(query.sharedAddresses, email);
  const isTheirs = (email: string) => isAmong(query.addresses, email) && !isShared(email);
  const openInvites = async (isWanted: (email: string) => boolean) =>
    (await lists.invites())
      .filter(({ claimedAt, invitedEmail }) => claimedAt === null && isWanted(invitedEmail))
      .map(({ id, expiresAt }) => ({ id, expiresAt }));
  const ofUser = <T>(call: (id: string) => Promise<T[]>) => (user ? call(user.id) : Promise.resolve([]));
  const lists = query.lists ?? readLists(client, signal, user?.id);

  const [memberships, toThem, accessRequests, grants, roleGrants, tokens, workflows, byThem] = await Promise.all([
    read('memberships', always, () =>
      ofUser(async (id) => {
        const found = await lists.groups();
        adminIds = found.adminIds;
        return found.membershipsOf(id);
      }),
    ),
    read('invites', always, () => openInvites(isTheirs)),
    read('accessRequests', { has: features.accessRequests, since: '3.26' }, async () =>
      (await lists.accessRequests())
        .filter(({ requestingEmail }) => isTheirs(requestingEmail))
        .map(({ id }) => ({ id })),
    ),
    read('grants', { has: features.userGrants, since: '3.187' }, () =>
      ofUser(async (id) => {
        const lists = await Promise.all(
          (['app', 'folder'] as const).map((objectType) =>
            client.permissions.listGrants({ userId: id, objectType }, signal),
          ),
        );
        return lists.flat();
      }),
    ),
    read('roleGrants', { has: features.roleGrants, since: '3.284' }, () =>
      ofUser(async (id) =>
        (await client.roleGrants.listFor(id, signal)).map((grant) => ({
          id: grant.id,
          roleId: grant.roleId,
          object:
            grant.objectType === null || grant.objectId === null
              ? null
              : { type: grant.objectType, id: grant.objectId },
        })),
      ),
    ),
    read('tokens', { has: features.accessTokens, since: '3.157' }, () =>
      ofUser(async () =>
        (await lists.accessTokens())
          .filter(({ ownerLegacyId }) => legacyId !== null && ownerLegacyId === legacyId)
          .map(({ id, label, last4, scopes }) => ({ id, label, last4, scopes, isOurs: client.isOwnToken(last4) })),
      ),
    ),
    read('workflows', { has: features.workflows, since: '3.185' }, () =>
      ofUser(async () =>
        (await lists.workflows())
          .filter(({ createdByLegacyId }) => legacyId !== null && createdByLegacyId === legacyId)
          .map(({ id, name, crontab, timezone, isEnabled }) => ({ id, name, crontab, timeZone: timezone, isEnabled })),
      ),
    ),
    read('sentInvites', always, () =>
      ofUser(async (id) =>
        (await lists.invites())
          .filter(({ claimedAt, invitedBy }) => claimedAt === null && invitedBy === id)
          .map(({ id: inviteId, expiresAt }) => ({ id: inviteId, expiresAt })),
      ),
    ),
  ]);
  const wereRead = toThem.read && (!only || only.facets.has('invites'));
  const sharedInvites = wereRead ? await openInvites(isShared) : only?.before.sharedInvites;
  return {
    present: {
      user: user && toPresentUser(user),
      memberships,
      invites: toThem,
      accessRequests,
      grants,
      roleGrants,
      tokens,
      workflows,
      sentInvites: byThem,
      ...(sharedInvites && sharedInvites.length > 0 && { sharedInvites }),
      sessionsEnded: query.sessionsEnded,
    },
    adminIds,
  };
}

function toPresentUser({ id, legacyId, active, isAdmin, seatType }: RetoolUser): PresentUser {
  return { id, legacyId, active, isAdmin, seatType };
}

interface Known {
  has: boolean;
  since: string;
}

const always: Known = { has: true, since: '' };

async function reading<T>({ has, since }: Known, call: () => Promise<T>): Promise<Reading<T>> {
  if (!has) return { read: false, why: { kind: 'version-too-old', since } };
  try {
    return { read: true, value: await call() };
  } catch (error) {
    if (error instanceof MissedError)
      return { read: false, why: { kind: 'failed', failure: 'RetoolRateLimitedError' } };
    if (!(error instanceof RetoolError) || concernsAll(error)) throw error;
    if (error instanceof RetoolForbiddenError && error.planLimit)
      return { read: false, why: { kind: 'plan-too-small' } };
    if (error instanceof RetoolForbiddenError && error.missingScope !== undefined)
      return { read: false, why: { kind: 'scope-missing', scope: error.missingScope } };
    return { read: false, why: { kind: 'failed', failure: error.name } };
  }
}

/** A list was not read because of the rate limit, and the others count all the same. */
class MissedError extends Error {
  override readonly name = 'MissedError';
}

/**
 * Nothing but the user and their groups decides about the disabling, so a limit on any other list must not keep it from
 * happening. Only Retool's own 429 counts: that our budget is used up for the moment is usual when many leave at once, and
 * passes; each of them waits for it and is read whole. After a 429, however, the budget is closed because of it, so what
 * has to wait too long in the same reading is missed as well.
 */
function goingOnWhenLimited(): <T>(call: () => Promise<T>) => Promise<T> {
  let wasRefused = false;
  return async (call) => {
    try {
      return await call();
    } catch (error) {
      wasRefused ||= error instanceof RetoolRateLimitedError;
      const isMissed = error instanceof RetoolRateLimitedError || (wasRefused && error instanceof BudgetWaitError);
      throw isMissed ? new MissedError() : error;
    }
  };
}

function concernsAll(error: RetoolError): boolean {
  return error instanceof RetoolUnauthorizedError || error instanceof RetoolRateLimitedError;
}
