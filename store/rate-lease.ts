import type { Db } from './database.js';
import { type Budget, giveBackPoints, leaseMs, type Points, settlePoints } from './rate-budget.js';

/**
 * Points taken at once for many calls. It is retired after `leaseMs`, or earlier by its owner, and settled when the
 * last call on it was answered. When a settlement fails, the points count until they lapse by themselves.
 */
export class RateLease {
  readonly #db: Db;
  readonly #budget: Budget;
  readonly #spendId: number;
  readonly #timer: NodeJS.Timeout;
  #left: number;
  #used = 0;
  #underWay = 0;
  #lastAnswerAt = performance.now();
  #ended = false;
  #settling: Promise<void> = Promise.resolve();

  constructor(db: Db, budget: Budget, { granted, spendId }: Points) {
    this.#db = db;
    this.#budget = budget;
    this.#spendId = spendId;
    this.#left = granted;
    this.#timer = setTimeout(() => void this.retire(), leaseMs(budget.limit));
    this.#timer.unref();
  }

  /** Pays for a call that is sent now; false when it cannot. */
  pay(points: number): boolean {
    if (this.#ended || this.#left < points) return false;
    this.#left -= points;
    this.#used += points;
    this.#underWay += 1;
    return true;
  }

  /** Whether another call of this price can be paid. */
  has(points: number): boolean {
    return !this.#ended && this.#left >= points;
  }

  /** A call that was paid for is over. */
  answered(): void {
    this.#underWay -= 1;
    this.#lastAnswerAt = performance.now();
    if (this.#left === 0) this.#end();
    if (this.#ended) this.#settle();
  }

  /** Pays for no further call. What is left is given back at once. */
  async retire(): Promise<void> {
    if (this.#ended) return;
    this.#end();
    if (this.#underWay === 0) this.#settle();
    else if (this.#left > 0) await giveBackPoints(this.#db, this.#spendId, this.#used).catch(() => {});
  }

  /** Waits until a settlement that was begun has been written. */
  async settled(): Promise<void> {
    await this.#settling;
  }

  #end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
  }

  #settle(): void {
    if (this.#underWay > 0) return;
    const settlement = {
      spendId: this.#spendId,
      used: this.#used,
      sinceLastAnswerMs: performance.now() - this.#lastAnswerAt,
    };
    this.#settling = settlePoints(this.#db, this.#budget, settlement).catch(() => {});
  }
}
