import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';
import { longestStep } from './longest-step.js';

export interface WrittenUser {
  accountId: AccountId;
  /** The run that asks: its own writes do not count. */
  runId: string;
  personId: string | null;
  userId: string | null;
}

/** What other runs write to a user, or for a person, in an account. */
export interface OtherWrites {
  /** One was begun and its end is not known: what was sent may still arrive. */
  areOpen: boolean;
  /** One may have arrived after the moment that was asked about. */
  mayHaveArrived: boolean;
}

/**
 * Of an attempt the end is known by what is recorded before the next attempt at the same step, since an end says nothing
 * of what was sent before it; and an end that is unknown is none.
 *
 * @param since of the clock of the database; left out: now
 */
export async function findOtherWrites(
  db: Db,
  { accountId, runId, personId, userId }: WrittenUser,
  since?: Date,
): Promise<OtherWrites> {
  const { rows } = await sql<OtherWrites>`
    with asked as (select coalesce(${since ?? null}::timestamptz, statement_timestamp()) as since),
    writes as (
      select begun.at > statement_timestamp() - ${longestStep}::interval as is_recent, (
        select min(ended.at) from ledger as ended
        where ended.run_id = begun.run_id and ended.account_id = begun.account_id and ended.step_id = begun.step_id
          and ended.kind = 'step-ended' and ended.seq > begun.seq
          and ended.body::jsonb ->> 'outcome' is distinct from 'unknown'
          and not exists (
            select from ledger as again
            where again.run_id = begun.run_id and again.account_id = begun.account_id
              and again.step_id = begun.step_id and again.kind = 'step-intended'
              and again.seq > begun.seq and again.seq < ended.seq
          )
      ) as ended_at
      from run_accounts
      join runs on runs.id = run_accounts.run_id
      join ledger as begun on begun.run_id = runs.id and begun.account_id = run_accounts.account_id
      where run_accounts.account_id = ${accountId} and runs.id <> ${runId}
        and (runs.person_id = ${personId} or run_accounts.user_id = ${userId})
        and begun.kind = 'step-intended' and begun.at > (select since from asked) - ${longestStep}::interval
    )
    select coalesce(bool_or(is_recent and ended_at is null), false) as "areOpen",
      coalesce(bool_or(ended_at is null or ended_at >= (select since from asked)), false) as "mayHaveArrived"
    from writes`.execute(db);
  return rows[0] ?? { areOpen: false, mayHaveArrived: false };
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
  while ((await findOtherWrites(db, written)).areOpen) {
    if (performance.now() > until) return true;
    await pause(askAgainMs, undefined, { signal });
  }
  return false;
}
