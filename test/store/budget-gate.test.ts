import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GatedCall } from '../../domain/call-gate.js';
import { type Lane, type RateLimit, usablePoints } from '../../domain/rate.js';
import { type BudgetGate, type BudgetGateOptions, BudgetWaitError, createBudgetGate } from '../../store/budget-gate.js';
import { BudgetQueue } from '../../store/budget-queue.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const hourly: RateLimit = { points: 100, windowMs: 3_600_000, margin: 0, peopleReserve: 0.1 };

let accountId: string;
beforeEach(async () => {
  accountId = (await addAccount(store.db)).id;
});

const gate = (options: Partial<BudgetGateOptions> = {}) =>
  createBudgetGate(store.db, { accountId, limit: hourly, lane: 'people', ...options });

const call = (points = 2): GatedCall => ({ method: 'GET', template: '/users', points });

async function send(
  through: BudgetGate,
  points = 2,
  outcome: { status?: number; retryAfterMs?: number } = { status: 200 },
) {
  const gated = call(points);
  await through.before(gated);
  await through.after(gated, outcome);
}

/** Rows of the account's budget. */
const spends = async () => {
  const { rows } = await store.pool.query<{ lane: Lane; points: number; settled: boolean }>(
    'select lane, points, settled from rate_spends where account_id = $1 order by id',
    [accountId],
  );
  return rows;
};

describe('a gate for people', () => {
  it('pays each call by itself', async () => {
    const people = gate();
    await send(people, 2);
    await send(people, 5);
    expect(await spends()).toEqual([
      { lane: 'people', points: 2, settled: true },
      { lane: 'people', points: 5, settled: true },
    ]);
  });

  it('passes while a bulk read has used up its share', async () => {
    const bulk = gate({ lane: 'bulk', maxWaitMs: 0 });
    await expect(Promise.all(Array.from({ length: 60 }, () => send(bulk)))).rejects.toThrow(BudgetWaitError);
    await expect(send(gate({ maxWaitMs: 0 }))).resolves.toBeUndefined();
  });
});

describe('a queue before the gate for people', () => {
  /** A call of somebody else whose turn it is until told otherwise. */
  const occupy = (queue: BudgetQueue, points: number) => {
    let leave = () => {};
    const turn = new Promise<void>((resolve) => (leave = resolve));
    const over = queue.pass({ points, isUrgent: false }, undefined, () => turn);
    return { leave, over };
  };

  it('that is too long turns away who has not begun, and tells when half of it will be through', async () => {
    const queue = new BudgetQueue();
    const { leave, over } = occupy(queue, 100);
    const refusal = await send(gate({ queue })).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ name: 'BudgetWaitError', waitMs: 1_800_000 });
    expect(await spends()).toEqual([]);
    leave();
    await over;
  });

  it('keeps who has begun', async () => {
    const queue = new BudgetQueue();
    const people = gate({ queue });
    await send(people, 2);
    const { leave, over } = occupy(queue, 100);
    const next = send(people, 5);
    leave();
    await Promise.all([over, next]);
    expect((await spends()).map(({ points }) => points)).toEqual([2, 5]);
  });
});

describe('a gate for bulk reads', () => {
  it('pays several calls by one lease, and gives back what is left when it closes', async () => {
    const bulk = gate({ lane: 'bulk' });
    for (let sent = 0; sent < 3; sent++) await send(bulk);
    expect(await spends()).toEqual([{ lane: 'bulk', points: 9, settled: false }]);
    await bulk.close();
    expect(await spends()).toEqual([{ lane: 'bulk', points: 6, settled: true }]);
  });

  it('settles a lease when its last point was used and answered', async () => {
    const bulk = gate({ lane: 'bulk' });
    for (let sent = 0; sent < 3; sent++) await send(bulk, 3);
    await vi.waitFor(async () => expect((await spends())[0]).toEqual({ lane: 'bulk', points: 9, settled: true }));
    await bulk.close();
  });

  it('takes the next lease while the last points of one are being spent, and gives it back unused', async () => {
    const bulk = gate({ lane: 'bulk' });
    for (let sent = 0; sent < 3; sent++) await send(bulk, 3);
    await vi.waitFor(async () => expect(await spends()).toHaveLength(2));
    await bulk.close();
    expect((await spends()).map(({ points }) => points)).toEqual([9]);
  });

  it('keeps the points of calls that are under way when it closes', async () => {
    const bulk = gate({ lane: 'bulk' });
    const slow = call();
    await bulk.before(slow);
    await bulk.close();
    expect(await spends()).toEqual([{ lane: 'bulk', points: 2, settled: false }]);
    await bulk.after(slow, { status: 200 });
    await vi.waitFor(async () => expect(await spends()).toEqual([{ lane: 'bulk', points: 2, settled: true }]));
  });

  it('settles a lease that ended while the call with its last point was under way', async () => {
    const bulk = gate({ lane: 'bulk' });
    const last = call(9);
    await bulk.before(last);
    await bulk.close();
    await bulk.after(last, { status: 200 });
    await vi.waitFor(async () => expect(await spends()).toEqual([{ lane: 'bulk', points: 9, settled: true }]));
  });

  it('gives points back without being closed', async () => {
    await send(gate({ lane: 'bulk', limit: { ...hourly, windowMs: 5_000 } }));
    await expect.poll(spends).toEqual([{ lane: 'bulk', points: 2, settled: true }]);
  });
});

describe('a gate without points', () => {
  it('waits in place, tells so, and passes when there are some', async () => {
    const onWait = vi.fn();
    const limit = { ...hourly, points: 10, windowMs: 200 };
    const people = gate({ limit, onWait });
    for (let sent = 0; sent < 4; sent++) await send(people, 5);
    expect(onWait).toHaveBeenCalled();
    expect(onWait.mock.calls.every(([waitMs]) => (waitMs as number) > 0)).toBe(true);
  });

  it('refuses to wait for longer than it may, and says for how long', async () => {
    await send(gate(), 100);
    const refusal = await send(gate()).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BudgetWaitError);
    expect((refusal as BudgetWaitError).waitMs).toBeGreaterThan(3_500_000);
    expect((refusal as BudgetWaitError).message).toMatch(/used up for the next 3\d{3} s/);
  });

  it.each<Lane>(['people', 'bulk'])('stops waiting when it is told to (%s)', async (lane) => {
    await send(gate(), 100);
    const stop = new AbortController();
    const waiting = gate({ lane, maxWaitMs: Infinity, onWait: () => stop.abort(new Error('cancelled')) });
    await expect(waiting.before(call(), stop.signal)).rejects.toThrow('cancelled');
    await expect(waiting.before(call(), stop.signal)).rejects.toThrow('cancelled');
  });
});

describe('a gate that hears a 429', () => {
  it.each<Lane>(['people', 'bulk'])('closes the account for everybody (%s)', async (lane) => {
    const limited = gate({ lane, maxWaitMs: 0 });
    await send(limited, 2, { status: 429, retryAfterMs: 60_000 });
    for (const other of [limited, gate({ maxWaitMs: 0 }), gate({ lane: 'bulk', maxWaitMs: 0 })]) {
      await expect(other.before(call())).rejects.toThrow(BudgetWaitError);
    }
  });

  it('passes again when the time is over', async () => {
    const people = gate();
    await send(people, 2, { status: 429, retryAfterMs: 50 });
    await expect(send(people)).resolves.toBeUndefined();
  });
});

/** Counts like the strictest server: all points that arrived within a window before any call, whenever that was. */
class StrictServer {
  readonly refused: number[] = [];
  readonly #limit: RateLimit;
  #arrivals: { at: number; points: number }[] = [];

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  receive(points: number): void {
    const at = performance.now();
    this.#arrivals = this.#arrivals.filter((arrival) => arrival.at > at - this.#limit.windowMs);
    this.#arrivals.push({ at, points });
    const total = this.#arrivals.reduce((sum, arrival) => sum + arrival.points, 0);
    if (total > usablePoints(this.#limit, 'people')) this.refused.push(total);
  }
}

describe('many workers on one account', () => {
  it('never send more within any window than the limit allows', async () => {
    const limit: RateLimit = { points: 60, windowMs: 400, margin: 0, peopleReserve: 0.2 };
    const server = new StrictServer(limit);
    const work = async (lane: Lane, calls: number, points: number) => {
      const through = gate({ lane, limit, maxWaitMs: Infinity });
      for (let sent = 0; sent < calls; sent++) {
        const gated = call(points);
        await through.before(gated);
        await pause(sent % 4);
        server.receive(points);
        await pause(sent % 3);
        await through.after(gated, { status: 200 });
      }
      await through.close();
    };
    await Promise.all([
      work('bulk', 30, 2),
      work('bulk', 30, 2),
      work('bulk', 12, 5),
      work('people', 15, 2),
      work('people', 6, 5),
    ]);
    expect(server.refused).toEqual([]);
  });
});
