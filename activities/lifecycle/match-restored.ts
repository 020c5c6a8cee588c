import type { Match, MatchHold } from '../../domain/plan/match-user.js';
import type { RetoolClient } from '../../retool/client.js';
import type { Db } from '../../store/database.js';
import { isLinkedToAnother } from '../../store/people.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import { findUser, type MatchedPerson, type MatchQuery, matchPerson } from './match-person.js';

/**
 * Access goes back to the very user from whom it was taken, whoever the person is linked to by now. It is held where that
 * user is gone or has become somebody else's.
 */
export async function matchRestored(
  db: Db,
  client: RetoolClient,
  query: MatchQuery,
  { restoresRunId }: Pick<Run, 'restoresRunId'>,
  signal: AbortSignal,
): Promise<MatchedPerson> {
  const { account, person } = query;
  const rows = restoresRunId === null ? [] : await listRunAccounts(db, restoresRunId);
  const userId = rows.find(({ accountId }) => accountId === account.id)?.userId ?? null;
  // Nothing was taken from a user there.
  if (userId === null) return await matchPerson(db, client, query, signal);
  const user = await findUser(client, userId, signal);
  const isAnothers = await isLinkedToAnother(db, account.id, [userId], person.id);
  const hold = (why: MatchHold): Match => ({ kind: 'hold', why, candidates: [userId] });
  const match: Match =
    user === null
      ? hold('restored-user-gone')
      : isAnothers
        ? hold('restored-user-of-another')
        : { kind: 'user', userId, by: 'restored-run' };
  const { work, other, shared = [] } = person.addresses;
  return { match, user, addresses: [...work, ...other], sharedAddresses: shared, mayAlsoBe: [], notLookedUp: 0 };
}
