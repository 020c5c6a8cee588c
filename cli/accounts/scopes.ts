import type { RetoolFeatures } from '../../domain/retool-version.js';
import type { ProbedScope } from '../../retool/probe-scopes.js';

/** The scopes that an account is probed for, in the order in which they are told. */
export const knownScopes = [
  'users:read',
  'groups:read',
  'organization:read',
  'users:write',
  'groups:write',
  'access_tokens:read',
  'workflows:read',
  'permissions:all:read',
  'permissions:all:write',
] as const satisfies ProbedScope[];

/** Without these there is no sync. */
export const readScopes = ['users:read', 'groups:read', 'organization:read'] as const satisfies ProbedScope[];

/** What changes need beyond them. */
export const writeScopes = ['users:write', 'groups:write'] as const satisfies ProbedScope[];

/** What does not work without a scope. */
export const withoutScope: Record<ProbedScope, string> = {
  'users:read': 'users cannot be read, so there is no sync',
  'groups:read': 'groups and licences cannot be read, so there is no sync',
  'organization:read': 'the organization cannot be confirmed, so there is no sync',
  'users:write': 'adding, disabling and enabling users will not work',
  'groups:write': 'adding and removing group members will not work',
  'access_tokens:read': 'tokens left behind by leavers cannot be listed',
  'workflows:read': 'workflows made by leavers cannot be listed',
  'permissions:all:read': 'direct grants and roles of leavers cannot be checked',
  'permissions:all:write': 'direct grants and roles of leavers cannot be removed',
};

/** Scopes that only serve what later versions have. */
export const scopeFeatures: Partial<Record<ProbedScope, { feature: keyof RetoolFeatures; since: string }>> = {
  'access_tokens:read': { feature: 'accessTokens', since: '3.157' },
  'workflows:read': { feature: 'workflows', since: '3.185' },
  'permissions:all:read': { feature: 'userGrants', since: '3.187' },
  'permissions:all:write': { feature: 'userGrants', since: '3.187' },
};
