import { sql, type Transaction } from 'kysely';
import { compareDrift, type PresentAccess, toDrift } from '../../domain/drift.js';
import type { Sealer } from '../../domain/sealing.js';
import type { Database } from '../database.js';
import { appendLedger } from '../ledger.js';
import { keepDrift } from '../run-drift.js';
import { signHead } from '../signing.js';
import { findReturnedLeavers, type ReturnedUser } from './returned-leavers.js';
import type { Reading } from './reading.js';

/** What a sync has found of leavers whose runs have ended. */
export interface DriftCounts {
  /** People whose access came back, or came back further than an operator knew. */
  leavers: number;
  /** Rows of the change feed about them. */
  changes: number;
}

/**
 * Looks whether leavers have access again, in the inventory as it is now: after their run has ended nobody else looks. What
 * is news goes into the change feed, and asks an operator to look at the run; what went away again does not any more.
 *
 * @param sealer signs what is added to the ledgers of those runs
 */
export async function noteDrift(
  trx: Transaction<Database>,
  reading: Reading,
  { everyone, sealer }: { everyone: number[]; sealer: Sealer | undefined },
): Promise<DriftCounts> {
  const { accountId, now } = reading;
  const counts: DriftCounts = { leavers: 0, changes: 0 };
  const leavers = await findReturnedLeavers(trx, accountId, everyone);
  for (const { runId, workflowId, known, isWatched, users } of leavers) {
    const key = { runId, accountId };
    const drift = toDrift(users);
    const news = compareDrift(known, drift);
    await keepDrift(trx, key, drift, news === 'news' ? { driftSeenAt: now, driftSettledAt: null } : {});
    // What a newer run gave, or is to take, is not this one's.
    if (isWatched && news !== 'none') await appendLedger(trx, runId, [{ kind: 'drift', accountId, drift }]);
    if (news !== 'news') continue;
    counts.leavers += 1;
    counts.changes += await publish(trx, reading, workflowId, users);
  }
  // After all of them: whoever has the index of heads and waits for a ledger may be waited for.
  if (sealer) for (const { runId } of leavers) await signHead(trx, sealer, runId);
  return counts;
}

/** A row for each user of the person who has something. */
async function publish(
  trx: Transaction<Database>,
  { accountId, runId, now }: Reading,
  workflowId: string,
  users: (ReturnedUser & PresentAccess)[],
): Promise<number> {
  const present = users.filter(({ active, groupIds }) => active || groupIds.length > 0);
  for (const { userId, email, active, groupIds } of present) {
    await sql`insert into changes (account_id, sync_run_id, seen_at, kind, user_id, label, detail)
      values (${accountId}, ${runId}, ${now}, 'leaver-came-back', ${userId}, ${email}, jsonb_build_object(
        'enabled', ${active}::boolean, 'run', ${workflowId}::text, 'groups', (
          select coalesce(jsonb_agg(name order by name), '[]') from groups
          where account_id = ${accountId} and id = any (${groupIds}::bigint[]))))`.execute(trx);
  }
  return present.length;
}
