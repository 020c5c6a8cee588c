import type { AccountId } from '../domain/account.js';

interface Place {
  points: number;
  isUrgent: boolean;
  enter(): void;
}

/**
 * The calls of this process that wait for points of one account, one behind the other: only the first one asks the
 * database. Whoever came first is through first, so that what is begun gets done; urgent ones go before the others.
 */
export class BudgetQueue {
  readonly #waiting: Place[] = [];
  /** Of the call whose turn it is. */
  #points: number | undefined;

  /** Points that calls take which have their turn before a new one. */
  pointsAhead(isUrgent: boolean): number {
    const before = isUrgent ? this.#waiting.filter((place) => place.isUrgent) : this.#waiting;
    return before.reduce((sum, { points }) => sum + points, this.#points ?? 0);
  }

  /** Takes points when it is this call's turn. @throws the signal's reason, when that comes first */
  async pass<T>(
    { points, isUrgent }: { points: number; isUrgent: boolean },
    signal: AbortSignal | undefined,
    take: () => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (this.#points === undefined) this.#points = points;
    else await this.#turn({ points, isUrgent }, signal);
    try {
      return await take();
    } finally {
      this.#next();
    }
  }

  async #turn(call: Omit<Place, 'enter'>, signal: AbortSignal | undefined): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(signal?.reason as Error);
      };
      const place: Place = {
        ...call,
        enter: () => {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(place);
    });
  }

  #next(): void {
    const urgent = this.#waiting.findIndex(({ isUrgent }) => isUrgent);
    const [place] = this.#waiting.splice(Math.max(0, urgent), 1);
    this.#points = place?.points;
    place?.enter();
  }
}

/** The queues of this process, one an account. */
export function createBudgetQueues(): (accountId: AccountId) => BudgetQueue {
  const queues = new Map<AccountId, BudgetQueue>();
  return (accountId) => {
    const queue = queues.get(accountId) ?? new BudgetQueue();
    queues.set(accountId, queue);
    return queue;
  };
}
