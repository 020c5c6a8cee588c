import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

/** The clock that ledgers are written by. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date();
}

export interface LastWrite {
  /** When the ledger says that the last call to Retool was over; null when there was none. */
  at: Date | null;
  /** One was begun and its end is not recorded: it may have happened later, or may still happen. */
  isOpen: boolean;
}

/** When a run last wrote in an account. */
export async function findLastWrite(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
): Promise<LastWrite> {
  const { rows } = await sql<LastWrite>`
    select max(at) as at, coalesce(bool_or(last = 'step-intended'), false) as "isOpen"
    from (
      select max(at) as at, (array_agg(kind order by seq desc))[1] as last
      from ledger
      where run_id = ${runId} and account_id = ${accountId} and kind in ('step-intended', 'step-ended')
      group by step_id
    ) as steps`.execute(db);
  return rows[0] ?? { at: null, isOpen: false };
}
