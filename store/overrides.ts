import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** Names of the guards that operators have overridden for a run in an account. */
export async function listOverrides(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
): Promise<string[]> {
  const rows = await db
    .selectFrom('decisions')
    .select('detail')
    .where('runId', '=', runId)
    .where('kind', '=', 'override')
    .where('refusedAt', 'is', null)
    .where((where) => where.or([where('accountId', '=', accountId), where('accountId', 'is', null)]))
    .execute();
  return rows.map(({ detail }) => String(detail['guard']));
}
