import { Refusal } from './answer.js';

/** Scopes a token can have. Write includes read. */
export const knownScopes = [
  'users:read',
  'users:write',
  'groups:read',
  'groups:write',
  'organization:read',
  'organization:write',
  'access_tokens:read',
  'access_tokens:write',
  'user_attributes:write',
  'permissions:all:read',
  'permissions:all:write',
  'workflows:read',
  'workflows:write',
  'apps:read',
  'spaces:read',
  'spaces:write',
  'folders:read',
  'folders:write',
  'resources:read',
  'resources:write',
  'environments:read',
  'environments:write',
  'usage:organization',
] as const;

export function hasScope(scopes: readonly string[], wanted: string): boolean {
  return scopes.includes(wanted) || scopes.includes(wanted.replace(/:read$/, ':write'));
}

/** Refuses with 403, naming what is missing, when none of the alternatives is among the token's scopes. */
export function demandScope(scopes: readonly string[], alternatives: readonly string[]): void {
  if (alternatives.some((wanted) => hasScope(scopes, wanted))) return;
  const names = alternatives.map((name) => JSON.stringify(name)).join(' or one of ');
  throw new Refusal(403, `Forbidden: API token is missing one of ${names}`);
}
