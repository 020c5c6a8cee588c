import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import { bulkLeasePoints, type Lane, type RateLimit, usablePoints } from '../domain/rate.js';
import type { Db } from './database.js';

/** The account of whose budget it is, and the limit that holds for it. */
export interface Budget {
  accountId: AccountId;
  limit: RateLimit;
}

/** Points to send calls with, or how long to wait before asking again. */
export type TakenPoints = Points | { waitMs: number };

export interface Points {
  granted: number;
  spendId: number;
}

/**
 * A call that is answered within this time needs no settlement: its points count that much longer from the start. It is
 * short beside the window: little of the limit is lost.
 */
export function promptAnswerMs({ windowMs }: RateLimit): number {
  return Math.min(250, windowMs / 100);
}

/** The longest a call may travel to Retool. Points of a taker that died count that much longer. */
const travelMs = 30_000;

/** The longest a Retry-After is believed. */
const longestClosingMs = 60 * 60_000;

/**
 * How long calls may be sent on a lease. All its points count from the last of them, so a lease is short beside the
 * window: little of the limit is lost.
 */
export function leaseMs({ windowMs }: RateLimit): number {
  return Math.min(2_000, Math.max(100, windowMs / 50));
}

/** Points of a bulk lease: 20, or a tenth of what may be used where the limit is small. */
function leasePoints(limit: RateLimit): number {
  return Math.min(bulkLeasePoints, Math.floor(usablePoints(limit, 'bulk') / 10));
}

/**
 * Takes points of an account's budget by one statement, atomic across all workers.
 *
 * People's points are for one call, to be sent at once; slow ones are settled. Bulk points are a lease for `leaseMs`,
 * settled when it ends: points count against the limit for a window from their last use.
 *
 * @param wanted what the next call costs; the bulk lane is given up to a lease when that much is free
 */
export async function takePoints(
  db: Db,
  { accountId, limit }: Budget,
  lane: Lane,
  wanted: number,
): Promise<TakenPoints> {
  const lease = lane === 'bulk' ? leasePoints(limit) : wanted;
  const holdMs = lane === 'bulk' ? leaseMs(limit) + travelMs : promptAnswerMs(limit);
  const { rows } = await sql<{ granted: number; spendId: number | null; waitMs: number | null }>`
    select * from take_points(
      ${accountId}::uuid, ${lane}, ${wanted}::integer, ${lease}::integer,
      ${usablePoints(limit, 'people')}::integer, ${usablePoints(limit, 'bulk')}::integer,
      ${interval(limit.windowMs)}, ${interval(holdMs)})`.execute(db);
  const taken = rows[0];
  if (taken && taken.spendId !== null) return { granted: taken.granted, spendId: taken.spendId };
  return { waitMs: taken?.waitMs ?? limit.windowMs };
}

export interface Settlement {
  spendId: number;
  /** Points that were used; the others are given back. */
  used: number;
  /** Time since the last answer: the points count from then on for a window. */
  sinceLastAnswerMs: number;
}

/** Says what became of points, once no call is under way on them any more. */
export async function settlePoints(db: Db, { limit }: Budget, settlement: Settlement): Promise<void> {
  const { spendId, used, sinceLastAnswerMs } = settlement;
  if (used === 0) {
    await sql`delete from rate_spends where id = ${spendId}`.execute(db);
    return;
  }
  const rest = interval(limit.windowMs - sinceLastAnswerMs);
  await sql`
    update rate_spends set points = ${used}::integer, counts_until = clock_timestamp() + ${rest}, settled = true
    where id = ${spendId}`.execute(db);
}

/** Gives back all points but the used ones, while calls are still under way on these. */
export async function giveBackPoints(db: Db, spendId: number, used: number): Promise<void> {
  await sql`update rate_spends set points = ${used}::integer where id = ${spendId}`.execute(db);
}

/**
 * Closes an account after a 429, until the time Retool asked for or else for a window. Afterwards half of the limit
 * may be used, and a tenth more with each window. Calls that were under way when it closed do not throttle further.
 */
export async function reportRateLimited(
  db: Db,
  { accountId, limit }: Budget,
  retryAfterMs: number | undefined,
): Promise<void> {
  const waitMs = Math.min(retryAfterMs ?? limit.windowMs, longestClosingMs);
  await sql`select close_rate_budget(${accountId}::uuid, ${interval(waitMs)}, ${interval(limit.windowMs)})`.execute(db);
}

function interval(ms: number) {
  return sql`${ms}::double precision * interval '1 millisecond'`;
}
