import type { AccountId } from '../../domain/account.js';
import { findMatchHold, readCandidates } from '../../store/candidates.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { candidateLines } from './candidate-lines.js';

/**
 * A link holds for every later run: an id that nobody has would hold all of them. Says who the user is.
 *
 * @throws UsageError
 */
export async function assertLinkable(
  context: CliContext,
  { id: runId }: Run,
  { accountId, account, userId }: { accountId: AccountId; account: string; userId: string },
): Promise<void> {
  const { db } = await context.database();
  const [hold, [user]] = await Promise.all([
    findMatchHold(db, { runId, accountId }),
    readCandidates(db, accountId, [userId]),
  ]);
  if (!user?.known && !hold?.candidates.includes(userId)) {
    throw new UsageError(
      `${account} has no user ${userId}, as of the last sync.`,
      `Take the id from: steward users --account ${account} --json. Are they new there, then first: steward sync ${account} --wait`,
    );
  }
  for (const line of await candidateLines(context, accountId, [userId])) context.terminal.say(line);
}
