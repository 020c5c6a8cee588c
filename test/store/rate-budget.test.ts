import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimit } from '../../domain/rate.js';
import { type Budget, giveBackPoints, reportRateLimited, settlePoints, takePoints } from '../../store/rate-budget.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

/** 100 points an hour, of which the bulk lane may use 90: nothing comes back while a test runs. */
const hourly: RateLimit = { points: 100, windowMs: 3_600_000, margin: 0, peopleReserve: 0.1 };

let budget: Budget;
beforeEach(async () => {
  budget = { accountId: (await addAccount(store.db)).id, limit: hourly };
});

const take = async (lane: 'people' | 'bulk', wanted: number, from = budget) =>
  await takePoints(store.db, from, lane, wanted);

/** Moves all that is known of the account's budget into the past, as if that time had gone by. */
async function letPass(ms: number) {
  await store.pool.query(
    `update rate_spends set taken_at = taken_at - $2 * interval '1 ms', counts_until = counts_until - $2 * interval '1 ms'
     where account_id = $1`,
    [budget.accountId, ms],
  );
  await store.pool.query(
    `update rate_budgets set closed_until = closed_until - $2 * interval '1 ms',
       throttled_at = throttled_at - $2 * interval '1 ms' where account_id = $1`,
    [budget.accountId, ms],
  );
}

/** Takes one point at a time until there are no more. */
async function countFree(lane: 'people' | 'bulk' = 'people'): Promise<number> {
  let free = 0;
  for (;;) {
    const taken = await take(lane, 1);
    if (!('granted' in taken)) return free;
    free += taken.granted;
  }
}

describe('points', () => {
  it('are given for one call to people, and as a lease to bulk reads', async () => {
    expect(await take('people', 5)).toMatchObject({ granted: 5 });
    expect(await take('bulk', 2)).toMatchObject({ granted: 9 });
    const wide = { ...budget, limit: { ...hourly, points: 1000 } };
    expect(await take('bulk', 2, wide)).toMatchObject({ granted: 20 });
  });

  it('are given to bulk reads as far as they go, but never less than the call needs', async () => {
    await take('people', 85);
    expect(await take('bulk', 10)).toMatchObject({ granted: 10 });
    expect(await take('bulk', 2)).toMatchObject({ granted: 5 });
    expect(await take('bulk', 2)).toHaveProperty('waitMs');
  });

  it('keep a share for people that bulk reads cannot take', async () => {
    expect(await countFree('bulk')).toBe(90);
    expect(await countFree('people')).toBe(10);
  });

  it('are shared by both: what people use is not there for bulk reads', async () => {
    await take('people', 50);
    expect(await countFree('bulk')).toBe(50);
  });

  it('of one account are not those of another', async () => {
    const other = { accountId: (await addAccount(store.db)).id, limit: hourly };
    await countFree();
    expect(await take('people', 100, other)).toMatchObject({ granted: 100 });
  });

  it('are never more than the limit, however many take them at once', async () => {
    const all = await Promise.all(
      Array.from({ length: 80 }, (_, index) => take(index % 2 === 0 ? 'people' : 'bulk', 1 + (index % 5))),
    );
    const granted = all.flatMap((taken) => ('granted' in taken ? [taken.granted] : []));
    expect(granted.reduce((sum, points) => sum + points, 0)).toBeLessThanOrEqual(100);
    expect(await countFree()).toBe(100 - granted.reduce((sum, points) => sum + points, 0));
  });

  it('for a call that costs more than may ever be used are given when nothing else is', async () => {
    const tiny = { ...budget, limit: { ...hourly, points: 3 } };
    expect(await take('people', 10, tiny)).toMatchObject({ granted: 10 });
    expect(await take('people', 1, tiny)).toHaveProperty('waitMs');
    await letPass(2 * hourly.windowMs);
    expect(await take('people', 1, tiny)).toMatchObject({ granted: 1 });
  });
});

describe('used up points', () => {
  it('come back a window after they were used, and leave no row behind', async () => {
    await take('people', 100);
    await letPass(hourly.windowMs);
    expect(await take('people', 1)).toHaveProperty('waitMs');
    await letPass(250);
    expect(await countFree()).toBe(100);
    const { rows } = await store.pool.query('select sum(points) as points from rate_spends where account_id = $1', [
      budget.accountId,
    ]);
    expect(rows).toEqual([{ points: 100 }]);
  });

  it('say how long it takes until enough are back', async () => {
    await take('people', 60);
    await letPass(600_000);
    await take('people', 40);
    const [few, many] = [await take('people', 10), await take('people', 70)];
    expect(few).toEqual({ waitMs: expect.closeTo(3_000_250, -4) as number });
    expect(many).toEqual({ waitMs: expect.closeTo(3_600_250, -4) as number });
  });

  it('of a lease count from its last answer, and those it did not use come back at once', async () => {
    const lease = await take('bulk', 2);
    if (!('granted' in lease)) throw new Error('There is no lease.');
    await letPass(1_000_000);
    await settlePoints(store.db, budget, { spendId: lease.spendId, used: 4, sinceLastAnswerMs: 0 });
    expect(await countFree()).toBe(96);
    await letPass(2_700_000);
    expect(await countFree()).toBe(0);
    await letPass(900_000 + 250);
    expect(await countFree()).toBe(100);
  });

  it('of a lease come back at once when none was used, and partly while calls are under way', async () => {
    const [first, second] = [await take('bulk', 2), await take('bulk', 2)];
    if (!('granted' in first && 'granted' in second)) throw new Error('There is no lease.');
    await settlePoints(store.db, budget, { spendId: first.spendId, used: 0, sinceLastAnswerMs: 0 });
    await giveBackPoints(store.db, second.spendId, 2);
    expect(await countFree()).toBe(98);
  });

  it('of a lease that was never settled come back after the longest time its calls could take', async () => {
    await take('bulk', 2);
    await letPass(hourly.windowMs + 20_000);
    expect(await countFree()).toBe(91);
    await letPass(hourly.windowMs + 60_000);
    expect(await countFree()).toBe(100);
  });
});

describe('a 429', () => {
  it('closes the account until Retool says, for people as well', async () => {
    await reportRateLimited(store.db, budget, 20_000);
    expect(await take('people', 1)).toEqual({ waitMs: expect.closeTo(20_000, -4) as number });
    await letPass(20_000);
    expect(await take('people', 1)).toMatchObject({ granted: 1 });
  });

  it('closes the account for a window when Retool does not say, and for an hour at most', async () => {
    const quick = { ...budget, limit: { ...hourly, windowMs: 60_000 } };
    await reportRateLimited(store.db, quick, undefined);
    expect(await take('people', 1, quick)).toEqual({ waitMs: expect.closeTo(60_000, -4) as number });
    await reportRateLimited(store.db, quick, 10 ** 12);
    expect(await take('people', 1, quick)).toEqual({ waitMs: expect.closeTo(3_600_000, -4) as number });
  });

  it('leaves half of the limit afterwards, and a tenth more with each window', async () => {
    await reportRateLimited(store.db, budget, 1_000);
    await letPass(1_000);
    expect(await countFree()).toBe(50);
    await letPass(hourly.windowMs + 250);
    expect(await countFree()).toBe(60);
    await letPass(4 * hourly.windowMs);
    expect(await countFree()).toBe(100);
  });

  it('throttles once, when calls that were under way hear it too', async () => {
    for (let call = 0; call < 5; call++) await reportRateLimited(store.db, budget, 1_000);
    await letPass(1_000);
    expect(await countFree()).toBe(50);
  });

  it('throttles further when it comes again, down to a tenth', async () => {
    for (let time = 0; time < 6; time++) {
      await reportRateLimited(store.db, budget, 1_000);
      await letPass(1_000);
    }
    expect(await countFree()).toBe(10);
  });

  it('does not shorten the time for which the account is closed', async () => {
    await reportRateLimited(store.db, budget, 20_000);
    await reportRateLimited(store.db, budget, 1_000);
    expect(await take('people', 1)).toEqual({ waitMs: expect.closeTo(20_000, -4) as number });
  });
});
