import { setTimeout as pause } from 'node:timers/promises';
import type { CallGate, CallOutcome, GatedCall } from '../domain/call-gate.js';
import type { Lane } from '../domain/rate.js';
import type { Db } from './database.js';
import {
  type Budget,
  type Points,
  promptAnswerMs,
  reportRateLimited,
  settlePoints,
  takePoints,
} from './rate-budget.js';
import { RateLease } from './rate-lease.js';

/** The budget of an account is used up for longer than one waits in place. */
export class BudgetWaitError extends Error {
  override name = 'BudgetWaitError';

  readonly waitMs: number;

  constructor(waitMs: number) {
    super(`The rate budget of the account is used up for the next ${Math.ceil(waitMs / 1000)} s.`);
    this.waitMs = waitMs;
  }
}

export interface BudgetGateOptions extends Budget {
  lane: Lane;
  /** Called before each wait, and every few seconds during a long one. */
  onWait?: (waitMs: number) => void;
  /** Longer waits are refused with a BudgetWaitError. Default 10 seconds. */
  maxWaitMs?: number;
}

export interface BudgetGate extends CallGate {
  /** Gives back at once what is not used. Without it that happens within two seconds. */
  close(): Promise<void>;
}

const defaultMaxWaitMs = 10_000;

/** Points may come back earlier than foreseen, when somebody gives them back: one asks again after this time. */
const askAgainMs = 5_000;

/** Points that are due now may still wait to be settled. */
const shortestWaitMs = 20;

/**
 * The rate budget of an account as a gate before each call, shared by all workers through the database. Short waits
 * happen inside.
 */
export function createBudgetGate(db: Db, options: BudgetGateOptions): BudgetGate {
  return options.lane === 'bulk' ? createBulkGate(db, options) : createPeopleGate(db, options);
}

/** One statement a call, and a second one when the answer was slow. */
function createPeopleGate(db: Db, options: BudgetGateOptions): BudgetGate {
  const asked = new WeakMap<GatedCall, { spendId: number; askedAt: number }>();
  return {
    async before(call, signal) {
      const { spendId, askedAt } = await awaitPoints(db, options, call, signal);
      asked.set(call, { spendId, askedAt });
    },
    async after(call, outcome) {
      const spend = asked.get(call);
      if (spend && performance.now() - spend.askedAt > promptAnswerMs) {
        const settlement = { spendId: spend.spendId, used: call.points, sinceLastAnswerMs: 0 };
        // The call is done: it does not fail because its points could not be dated.
        await settlePoints(db, options, settlement).catch(() => {});
      }
      await report(db, options, outcome);
    },
    close: () => Promise.resolve(),
  };
}

/** One statement a lease, and one when it ends. */
function createBulkGate(db: Db, options: BudgetGateOptions): BudgetGate {
  const paidBy = new WeakMap<GatedCall, RateLease>();
  let current: RateLease | undefined;
  return {
    async before(call, signal) {
      signal?.throwIfAborted();
      if (!current?.pay(call.points)) {
        const taken = await awaitPoints(db, options, call, signal);
        await current?.retire();
        current = new RateLease(db, options, taken);
        current.pay(call.points);
      }
      paidBy.set(call, current);
    },
    async after(call, outcome) {
      if (outcome.status === 429) await current?.retire();
      await paidBy.get(call)?.answered();
      await report(db, options, outcome);
    },
    close: async () => await current?.retire(),
  };
}

async function report(db: Db, budget: Budget, { status, retryAfterMs }: CallOutcome): Promise<void> {
  if (status === 429) await reportRateLimited(db, budget, retryAfterMs);
}

async function awaitPoints(
  db: Db,
  { lane, onWait, maxWaitMs = defaultMaxWaitMs, ...budget }: BudgetGateOptions,
  { points }: GatedCall,
  signal: AbortSignal | undefined,
): Promise<Points & { askedAt: number }> {
  const start = performance.now();
  for (;;) {
    signal?.throwIfAborted();
    const askedAt = performance.now();
    const taken = await takePoints(db, budget, lane, points);
    if ('granted' in taken) return { ...taken, askedAt };
    const waitMs = Math.max(taken.waitMs, shortestWaitMs);
    if (performance.now() - start + waitMs > maxWaitMs) throw new BudgetWaitError(waitMs);
    onWait?.(waitMs);
    await pause(Math.min(waitMs, askAgainMs), undefined, { signal }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
  }
}
