import type { RetoolFeatures } from '../domain/retool-version.js';
import type { RetoolAccessToken } from './access-tokens.js';
import type { RetoolClient } from './client.js';
import { RetoolError, RetoolForbiddenError, RetoolNotFoundError, RetoolUnauthorizedError } from './retool-error.js';
import type { RetoolUser } from './received-user.js';
import type { UsersPage } from './user-pages.js';

export type ProbedScope =
  | 'users:read'
  | 'groups:read'
  | 'organization:read'
  | 'users:write'
  | 'groups:write'
  | 'access_tokens:read'
  | 'workflows:read'
  | 'permissions:all:read'
  | 'permissions:all:write';

/** `unknown`: only the first use will tell, or the version has no use for it. */
export type ScopeState = 'present' | 'missing' | 'unknown';

export interface ProbedScopes {
  scopes: Record<ProbedScope, ScopeState>;
  plan: 'enterprise' | 'business-or-lower' | 'unknown';
  /** What could be seen of the features, whatever the version says. */
  features: Partial<RetoolFeatures>;
  /** Null when they could not be listed. */
  tokens: RetoolAccessToken[] | null;
}

/** Well-formed, and never given out: ids are random UUIDs of version 4, which this is not. */
export const impossibleUserId = 'user_00000000000000000000000000000000';
/** The largest number the column of group ids holds. */
export const impossibleGroupId = 2_147_483_647;
const impossibleFolder = { type: 'folder', id: `app_${impossibleGroupId}` };

/** How one call ended: with its value, or with the error that tells about scope and plan. */
interface Tried<T> {
  value?: T;
  error?: RetoolError;
}

async function attempt<T>(call: Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await call };
  } catch (error) {
    // A token that dies in the middle is not a missing scope.
    if (!(error instanceof RetoolError) || error instanceof RetoolUnauthorizedError) throw error;
    return { error };
  }
}

function isPlanLimit({ error }: Tried<unknown>): boolean {
  return error instanceof RetoolForbiddenError && error.planLimit;
}

/** A refusal that names neither scope nor plan. */
function isUnexplained({ error }: Tried<unknown>): boolean {
  return error instanceof RetoolForbiddenError && !error.planLimit && error.missingScope === undefined;
}

function stateOf({ error }: Tried<unknown>, whenSuccessful: ScopeState = 'present'): ScopeState {
  if (error === undefined) return whenSuccessful;
  if (error instanceof RetoolNotFoundError) return 'present';
  return error instanceof RetoolForbiddenError && error.fromApi && !error.planLimit ? 'missing' : 'unknown';
}

/**
 * Tries each scope that the version has a use for with a small call; those for writing on ids that do not exist, where 403
 * means missing, 404 means present and anything else says nothing.
 */
export async function probeScopes(
  client: RetoolClient,
  { organization, known }: { organization: ScopeState; known: RetoolFeatures },
  signal: AbortSignal | undefined,
): Promise<ProbedScopes> {
  const users = await attempt(client.users.page({ limit: 1, signal }));
  const groups = await attempt(client.groups.get(impossibleGroupId, { signal }));
  const usersWrite = await attempt(client.users.setActive(impossibleUserId, true, signal));
  const groupsWrite = await attempt(client.groups.removeMember(impossibleGroupId, impossibleUserId, signal));
  const tokens = await attempt(client.accessTokens.list(signal));
  const scopes: Record<ProbedScope, ScopeState> = {
    'organization:read': organization,
    'users:read': stateOf(users),
    'groups:read': stateOf(groups),
    'users:write': stateOf(usersWrite, 'unknown'),
    'groups:write': stateOf(groupsWrite, 'unknown'),
    'access_tokens:read': stateOf(tokens),
    ...(await probeAccessScopes(client, known, signal)),
  };
  const plan = await judgePlan(client, [users, groups], scopes, signal);
  const features = await observeFeatures(client, users.value, signal);
  return { scopes, plan, features, tokens: tokens.value ?? null };
}

/** What offboarding reads and removes beside users and groups. */
async function probeAccessScopes(client: RetoolClient, known: RetoolFeatures, signal: AbortSignal | undefined) {
  const userId = impossibleUserId;
  const tryIf = async (isThere: boolean, call: () => Promise<unknown>): Promise<ScopeState> =>
    isThere ? stateOf(await attempt(call())) : 'unknown';
  return {
    'workflows:read': await tryIf(known.workflows, () => client.workflows.list(signal)),
    'permissions:all:read': await tryIf(known.userGrants, () =>
      client.permissions.listGrants({ userId, objectType: 'app' }, signal),
    ),
    'permissions:all:write': await tryIf(known.userGrants, () =>
      client.permissions.revoke({ userId, object: impossibleFolder }, signal),
    ),
  };
}

/**
 * Users and groups need Enterprise, invites do not. Where both are refused without a reason and invites, which need
 * the same scope as users, are not, it is the plan.
 */
async function judgePlan(
  client: RetoolClient,
  reads: Tried<unknown>[],
  scopes: Record<ProbedScope, ScopeState>,
  signal: AbortSignal | undefined,
): Promise<ProbedScopes['plan']> {
  if (scopes['users:read'] === 'present' || scopes['groups:read'] === 'present') return 'enterprise';
  if (reads.some(isPlanLimit)) return 'business-or-lower';
  if (!reads.every(isUnexplained)) return 'unknown';
  const invites = await attempt(client.invites.list(signal));
  return invites.error === undefined ? 'business-or-lower' : 'unknown';
}

async function observeFeatures(
  client: RetoolClient,
  page: UsersPage | undefined,
  signal: AbortSignal | undefined,
): Promise<Partial<RetoolFeatures>> {
  const user = page?.users[0];
  if (page === undefined || user === undefined) return {};
  const includeGroups = await showsGroups(client, user, signal);
  return {
    ...(page.nextToken !== null && { paging: true }),
    ...(page.wholeAnswer && { paging: false }),
    ...(page.hasSeatType !== undefined && { seatType: page.hasSeatType }),
    ...(includeGroups !== undefined && { includeGroups }),
  };
}

async function showsGroups(
  client: RetoolClient,
  { id }: RetoolUser,
  signal: AbortSignal | undefined,
): Promise<boolean | undefined> {
  const { value } = await attempt(client.users.get(id, { includeGroups: true, signal }));
  return value === undefined ? undefined : value.groups !== undefined;
}
