import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

export interface WrittenUser {
  accountId: AccountId;
  /** The run that asks: its own writes do not count. */
  runId: string;
  personId: string | null;
  userId: string | null;
}

/** As long as an attempt at a step may last: what was begun before that is over, whatever its record says. */
const longestStep = '2 minutes';

/** Whether another run has begun to write to a user, or for a person, in an account, and its end is not recorded yet. */
export async function areOthersWriting(db: Db, { accountId, runId, personId, userId }: WrittenUser): Promise<boolean> {
  const { rows } = await sql<{ isSo: boolean }>`
    select exists (
      select from run_accounts
      join runs on runs.id = run_accounts.run_id
      join ledger as begun on begun.run_id = runs.id and begun.account_id = run_accounts.account_id
      where run_accounts.account_id = ${accountId} and runs.id <> ${runId}
        and (runs.person_id = ${personId} or run_accounts.user_id = ${userId})
        and begun.kind = 'step-intended' and begun.at > statement_timestamp() - ${longestStep}::interval
        and not exists (
          select from ledger as ended
          where ended.run_id = begun.run_id and ended.account_id = begun.account_id
            and ended.step_id = begun.step_id and ended.kind = 'step-ended' and ended.seq > begun.seq
        )
    ) as "isSo"`.execute(db);
  return rows[0]?.isSo === true;
}

/** Waited for in place; what lasts longer is asked for again later. */
const patienceMs = 20_000;
const askAgainMs = 250;

/**
 * Waits for what other runs sent before they lost the user to this one: it may still arrive, and a reading before that
 * would prove nothing.
 *
 * @returns whether something is still under way
 */
export async function awaitOtherWrites(db: Db, written: WrittenUser, signal: AbortSignal): Promise<boolean> {
  const until = performance.now() + patienceMs;
  while (await areOthersWriting(db, written)) {
    if (performance.now() > until) return true;
    await pause(askAgainMs, undefined, { signal });
  }
  return false;
}
