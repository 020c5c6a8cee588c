import type { RetoolAccessToken } from './access-tokens.js';
import type { RetoolClient } from './client.js';
import { RetoolError } from './retool-error.js';

/**
 * The email of the user who made the client's own token: the token is told by its last four characters, the user by
 * the number the token names. Undefined when that is not possible or not unambiguous.
 */
export async function findTokenOwner(
  client: RetoolClient,
  tokens: RetoolAccessToken[] | null,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const own = (tokens ?? []).filter(({ last4 }) => client.isOwnToken(last4));
  const owners = new Set(own.map(({ ownerLegacyId }) => ownerLegacyId));
  const [owner] = owners;
  if (owners.size !== 1 || owner === null || owner === undefined) return undefined;
  try {
    for await (const users of client.users.all(signal)) {
      const found = users.find(({ legacyId }) => legacyId === owner);
      if (found !== undefined) return found.email;
    }
  } catch (error) {
    if (!(error instanceof RetoolError)) throw error;
  }
  return undefined;
}
