import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import { type Drift, isPresent } from '../domain/drift.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';

/** Keeps what is there again of a leaver; what an operator knew of stays known unless told otherwise. */
export async function keepDrift(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
  drift: Drift,
  patch: { driftSeenAt?: Date; driftSettledAt?: null } = {},
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await trx.selectFrom('runs').select('id').where('id', '=', runId).forNoKeyUpdate().execute();
    await trx
      .updateTable('runAccounts')
      .set({ drift: isPresent(drift) ? JSON.stringify(drift) : null, ...patch })
      .where('runId', '=', runId)
      .where('accountId', '=', accountId)
      .execute();
    await noteAttention(trx, runId);
  });
}

/**
 * An operator knows of all that came back after a run had ended: nobody is asked to look any more, until more comes back.
 *
 * @returns what syncs saw of it, by account; undefined when the run asks nobody to look
 */
export async function settleDrift(
  db: Db,
  runId: string,
  now: Date,
): Promise<{ accountName: string; drift: Drift | null }[] | undefined> {
  return await inTransaction(db, async (trx) => {
    const run = await trx
      .selectFrom('runs')
      .select('attention')
      .where('id', '=', runId)
      .where('closedAt', 'is not', null)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (run?.attention !== 'access-came-back') return undefined;
    const settled = await trx
      .updateTable('runAccounts')
      .set({ driftSettledAt: now })
      .where('runId', '=', runId)
      .where('drift', 'is not', null)
      .where('driftSettledAt', 'is', null)
      .returning(['accountName', 'drift'])
      .execute();
    await trx.updateTable('runs').set({ attention: null }).where('id', '=', runId).execute();
    return settled;
  });
}

/** A run that has ended asks an operator to look as long as something came back that nobody settled. */
async function noteAttention(db: Db, runId: string): Promise<void> {
  await sql`update runs set attention = case when exists (select from run_accounts
      where run_id = runs.id and drift is not null and drift_settled_at is null) then 'access-came-back' end
    where id = ${runId} and closed_at is not null`.execute(db);
}
