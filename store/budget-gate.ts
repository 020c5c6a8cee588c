import { setTimeout as pause } from 'node:timers/promises';
import { type CallGate, type CallOutcome, type GatedCall, isChange } from '../domain/call-gate.js';
import { type Lane, usablePoints } from '../domain/rate.js';
import { BudgetQueue } from './budget-queue.js';
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
  /** Longer waits are refused with a BudgetWaitError. Default 10 seconds, for people 30. */
  maxWaitMs?: number;
  /** Where people's calls of this process wait; of its own unless given. */
  queue?: BudgetQueue;
}

export interface BudgetGate extends CallGate {
  /** Gives back at once what is not used. Without it that happens within two seconds. */
  close(): Promise<void>;
}

const defaultMaxWaitMs: Record<Lane, number> = { bulk: 10_000, people: 30_000 };

/** What has begun waits longer for its next call: given up and begun anew it would cost all its points again. */
const begunMaxWaitMs = 75_000;

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

/**
 * One statement a call, and a second one when the answer was slow. Calls wait in the queue of the account, those that
 * change something before those that read. What would wait too long is turned away before its first call.
 */
function createPeopleGate(db: Db, { queue = new BudgetQueue(), ...options }: BudgetGateOptions): BudgetGate {
  const asked = new WeakMap<GatedCall, { spendId: number; askedAt: number }>();
  const { limit, maxWaitMs = defaultMaxWaitMs.people } = options;
  const patience = { ...options, maxWaitMs: options.maxWaitMs ?? begunMaxWaitMs };
  let hasBegun = false;

  function assertShortQueue(isUrgent: boolean): void {
    const waitMs = (queue.pointsAhead(isUrgent) / usablePoints(limit, 'people')) * limit.windowMs;
    // Whoever comes back when half of the others are through finds the queue never empty.
    if (waitMs > maxWaitMs) throw new BudgetWaitError(waitMs / 2);
  }

  return {
    async before(call, signal) {
      const { points } = call;
      const isUrgent = isChange(call);
      if (!hasBegun) assertShortQueue(isUrgent);
      const take = () => awaitPoints(db, hasBegun ? patience : options, call, signal);
      asked.set(call, await queue.pass({ points, isUrgent }, signal, take));
      hasBegun = true;
    },
    async after(call, outcome) {
      const spend = asked.get(call);
      if (spend && performance.now() - spend.askedAt > promptAnswerMs(limit)) {
        const settlement = { spendId: spend.spendId, used: call.points, sinceLastAnswerMs: 0 };
        // The call is done: it does not fail because its points could not be dated.
        await settlePoints(db, options, settlement).catch(() => {});
      }
      await report(db, options, outcome);
    },
    close: () => Promise.resolve(),
  };
}

/**
 * One statement a lease, and one when it ends; both beside the calls, not before them: while the last points of a lease
 * are being spent the next one is taken.
 */
function createBulkGate(db: Db, options: BudgetGateOptions): BudgetGate {
  const paidBy = new WeakMap<GatedCall, RateLease>();
  const closing = new AbortController();
  let current: RateLease | undefined;
  let next: Promise<RateLease> | undefined;

  const take = async (call: GatedCall, signal: AbortSignal | undefined): Promise<RateLease> =>
    new RateLease(db, options, await awaitPoints(db, options, call, signal));

  function takeAhead(call: GatedCall): void {
    next = take(call, closing.signal);
    next.catch(() => undefined);
  }

  async function takeNext(call: GatedCall, signal: AbortSignal | undefined): Promise<RateLease> {
    const ahead = next;
    next = undefined;
    // What could not be taken ahead may be free by now.
    const lease = (await ahead?.catch(() => undefined)) ?? (await take(call, signal));
    if (lease.pay(call.points)) return lease;
    // It lapsed meanwhile, or the call costs more than it holds.
    void lease.retire();
    const other = await take(call, signal);
    other.pay(call.points);
    return other;
  }

  return {
    async before(call, signal) {
      signal?.throwIfAborted();
      let lease = current;
      if (!lease?.pay(call.points)) {
        lease = await takeNext(call, signal);
        void current?.retire();
        current = lease;
      }
      paidBy.set(call, lease);
      if (next === undefined && !lease.has(call.points)) takeAhead(call);
    },
    async after(call, outcome) {
      if (outcome.status === 429) await current?.retire();
      paidBy.get(call)?.answered();
      await report(db, options, outcome);
    },
    async close() {
      closing.abort();
      const unused = await next?.catch(() => undefined);
      await Promise.all([unused?.retire(), current?.retire()]);
      await Promise.all([unused?.settled(), current?.settled()]);
    },
  };
}

async function report(db: Db, budget: Budget, { status, retryAfterMs }: CallOutcome): Promise<void> {
  if (status === 429) await reportRateLimited(db, budget, retryAfterMs);
}

async function awaitPoints(
  db: Db,
  { lane, onWait, maxWaitMs = defaultMaxWaitMs[lane], ...budget }: BudgetGateOptions,
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
