import type { ProbedScope } from '../../retool/probe-scopes.js';

/** The scopes that an account is probed for, in the order in which they are told. */
export const knownScopes = [
  'users:read',
  'groups:read',
  'organization:read',
  'users:write',
  'groups:write',
  'access_tokens:read',
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
};
