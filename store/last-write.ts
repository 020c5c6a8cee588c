import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';
import { longestStep } from './longest-step.js';

/** The clock that ledgers are written by. */
export async function readClock(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now ?? new Date();
}

export interface LastWrite {
  /**
   * When the last call to Retool was over: as the ledger says, or at the latest where it does not know; null when there
   * was none.
   */
  at: Date | null;
  /** One was begun and its end is not known: it may have happened later, or may still happen. */
  isOpen: boolean;
}

/** When a run last wrote in an account. An end that is unknown is none: what was sent may still arrive. */
export async function findLastWrite(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
): Promise<LastWrite> {
  const { rows } = await sql<LastWrite>`
    select max(coalesce(ended_at, latest_end)) as at,
      coalesce(bool_or(ended_at is null and latest_end > statement_timestamp()), false) as "isOpen"
    from (
      select max(at) filter (where kind = 'step-intended') + ${longestStep}::interval as latest_end, (array_agg(
        case when kind = 'step-ended' and body::jsonb ->> 'outcome' is distinct from 'unknown' then at end
        order by seq desc
      ))[1] as ended_at
      from ledger
      where run_id = ${runId} and account_id = ${accountId} and kind in ('step-intended', 'step-ended')
      group by step_id
    ) as steps`.execute(db);
  return rows[0] ?? { at: null, isOpen: false };
}
