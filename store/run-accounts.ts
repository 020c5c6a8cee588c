import type { Selectable } from 'kysely';
import type { AccountId } from '../domain/account.js';
import { type AccountRunState, attentionOfAccounts } from '../domain/run.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { appendLedger } from './ledger.js';

/** How a run stands in one account. */
export type RunAccount = Selectable<Database['runAccounts']>;

export async function listRunAccounts(db: Db, runId: string): Promise<RunAccount[]> {
  return await db.selectFrom('runAccounts').selectAll().where('runId', '=', runId).orderBy('accountName').execute();
}

/** The accounts of a run as pending; those that are there already stay as they are. */
export async function openRunAccounts(
  db: Db,
  runId: string,
  accounts: { id: AccountId; name: string }[],
): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .insertInto('runAccounts')
    .values(accounts.map(({ id, name }) => ({ runId, accountId: id, accountName: name, state: 'pending' as const })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export type RunAccountPatch = Partial<
  Pick<RunAccount, 'userId' | 'disablingAt' | 'disabledAt' | 'verifiedAt' | 'secondLookAt' | 'secondLook'>
>;

/**
 * Notes a state, in the row and in the ledger, and with the run whether somebody should look; the same state and words
 * again are noted once.
 */
export async function noteAccountState(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
  {
    state,
    detail,
    remedy = null,
    ...patch
  }: { state: AccountRunState; detail: string | null; remedy?: string | null } & RunAccountPatch,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    // Accounts go on side by side: who comes second sees what the first has written.
    await trx.selectFrom('runs').select('id').where('id', '=', runId).forNoKeyUpdate().execute();
    const before = await trx
      .selectFrom('runAccounts')
      .select(['state', 'detail'])
      .where('runId', '=', runId)
      .where('accountId', '=', accountId)
      .executeTakeFirst();
    const isNews = before?.state !== state || before.detail !== detail;
    await trx
      .updateTable('runAccounts')
      .set({ state, detail, remedy, ...patch, ...(isNews && { since: new Date() }) })
      .where('runId', '=', runId)
      .where('accountId', '=', accountId)
      .execute();
    await noteAttention(trx, runId);
    if (isNews) await appendLedger(trx, runId, [{ kind: 'account', accountId, state, detail }]);
  });
}

async function noteAttention(trx: Db, runId: string): Promise<void> {
  const accounts = await trx.selectFrom('runAccounts').select('state').where('runId', '=', runId).execute();
  const attention = attentionOfAccounts(accounts.map(({ state }) => state));
  await trx
    .updateTable('runs')
    .set({ attention })
    .where('id', '=', runId)
    .where('closedAt', 'is', null)
    .where('attention', 'is distinct from', attention)
    .execute();
}

export async function patchRunAccount(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
  patch: RunAccountPatch,
): Promise<void> {
  await db
    .updateTable('runAccounts')
    .set(patch)
    .where('runId', '=', runId)
    .where('accountId', '=', accountId)
    .execute();
}

/** Users whom runs disabled in an account since an instant, or are about to, without those of one run. */
export async function countDisabledSince(
  db: Db,
  { accountId, since, exceptRunId }: { accountId: AccountId; since: Date; exceptRunId: string | null },
): Promise<number> {
  const query = db
    .selectFrom('runAccounts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('accountId', '=', accountId)
    .where((where) => where.or([where('disabledAt', '>=', since), where('disablingAt', '>=', since)]));
  const others = exceptRunId === null ? query : query.where('runId', '!=', exceptRunId);
  return (await others.executeTakeFirstOrThrow()).count;
}
