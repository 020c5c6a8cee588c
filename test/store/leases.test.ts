import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../domain/ledger.js';
import { precedenceOf, type RunKind } from '../../domain/run.js';
import {
  appendUnderLease,
  assertLease,
  type HeldLease,
  LeaseLostError,
  releaseLeases,
  takeLease,
} from '../../store/leases.js';
import { readLedger } from '../../store/ledger.js';
import type { Db } from '../../store/database.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';
import { until } from '../setup/until.js';

let store: TestStore;
let otherWorker: OpenDatabase;
beforeAll(async () => {
  store = await openTestStore();
  otherWorker = openDatabase({ url: store.url, applicationName: 'other worker', maxConnections: 10 });
});
afterAll(async () => {
  await otherWorker.close();
  await store.close();
});

let accountId: string;
beforeEach(async () => {
  accountId = (await addAccount(store.db)).id;
});

const subject = 'user_1';
const newRun = async (kind: RunKind = 'offboard') => (await addRun(store.db, { kind })).id;
const take = async (runId: string, kind: RunKind = 'offboard', { db } = store as OpenDatabase) =>
  await takeLease(db, { accountId, subject, runId, precedence: precedenceOf[kind] });
const held = (runId: string, fence: number): HeldLease => ({ accountId, subject, runId, fence });
const letItExpire = () =>
  store.pool.query(`update leases set renewed_at = renewed_at - interval '16 minutes' where account_id = $1`, [
    accountId,
  ]);

describe('a lease', () => {
  it('is had by one run at a time: another of the same precedence is told who has it', async () => {
    const [first, second] = [await newRun(), await newRun()];
    expect(await take(first)).toEqual({ fence: 1 });
    expect(await take(second)).toEqual({ heldBy: first });
    await expect(assertLease(store.db, held(first, 1))).resolves.toBeUndefined();
  });

  it('is about one user in one account only', async () => {
    const [first, second] = [await newRun(), await newRun()];
    await take(first);
    const other = { accountId, subject: 'user_2', runId: second, precedence: 1 };
    expect(await takeLease(store.db, other)).toEqual({ fence: 1 });
    const elsewhere = { accountId: (await addAccount(store.db)).id, subject, runId: second, precedence: 1 };
    expect(await takeLease(store.db, elsewhere)).toEqual({ fence: 1 });
  });

  it('goes to another run once it is released, with a higher fence', async () => {
    const [first, second] = [await newRun(), await newRun()];
    await take(first);
    await releaseLeases(store.db, { runId: first, accountId });
    await expect(assertLease(store.db, held(first, 1))).rejects.toThrow(new LeaseLostError(undefined));
    expect(await take(second)).toEqual({ fence: 2 });
  });

  it('is taken again by the same run: an earlier attempt of it writes no more', async () => {
    const runId = await newRun();
    await take(runId);
    expect(await take(runId)).toEqual({ fence: 2 });
    await expect(assertLease(store.db, held(runId, 1))).rejects.toThrow(LeaseLostError);
    await expect(assertLease(store.db, held(runId, 2))).resolves.toBeUndefined();
  });

  it('goes from a run that has not renewed it for a quarter of an hour, and each check renews it', async () => {
    const [first, second, third] = [await newRun(), await newRun(), await newRun()];
    await take(first);
    await letItExpire();
    await assertLease(store.db, held(first, 1));
    expect(await take(second)).toEqual({ heldBy: first });
    await letItExpire();
    expect(await take(second)).toEqual({ fence: 2 });
    await expect(assertLease(store.db, held(first, 1))).rejects.toThrow(new LeaseLostError(second));
    expect(await take(third)).toEqual({ heldBy: second });
  });

  it.each<[RunKind, RunKind]>([
    ['offboard', 'move'],
    ['offboard', 'suspend'],
    ['suspend', 'onboard'],
    ['move', 'access'],
    ['onboard', 'access'],
  ])('goes from %s to nobody of less precedence, and to %s it is lost', async (higher, lower) => {
    const [low, high] = [await newRun(lower), await newRun(higher)];
    expect(await take(low, lower)).toEqual({ fence: 1 });
    expect(await take(high, higher)).toEqual({ fence: 2 });
    expect(await take(low, lower)).toEqual({ heldBy: high });
    const lost = await assertLease(store.db, held(low, 1)).catch((error: unknown) => error);
    expect(lost).toMatchObject({ name: 'LeaseLostError', heldBy: high });
  });

  it('is not given back by a run that lost it', async () => {
    const [first, second] = [await newRun('move'), await newRun()];
    await take(first, 'move');
    await take(second);
    await releaseLeases(store.db, { runId: first, accountId });
    await expect(assertLease(store.db, held(second, 2))).resolves.toBeUndefined();
  });
});

const entry: LedgerEntry = { kind: 'stage', stage: 'acting', detail: null };

describe('an entry of the ledger that needs a lease', () => {
  it('is added while it is held, and renews it', async () => {
    const [first, second] = [await newRun(), await newRun()];
    await take(first);
    await letItExpire();
    await appendUnderLease(store.db, held(first, 1), [entry]);
    expect(await take(second)).toEqual({ heldBy: first });
    expect(await readLedger(store.db, first)).toMatchObject([{ seq: 1, entry }]);
  });

  it('is not added once it is lost', async () => {
    const [low, high] = [await newRun('access'), await newRun()];
    await take(low, 'access');
    await take(high);
    await expect(appendUnderLease(store.db, held(low, 1), [entry])).rejects.toThrow(new LeaseLostError(high));
    expect(await readLedger(store.db, low)).toEqual([]);
  });
});

describe('workers that want the same lease at once', () => {
  it('get it one at a time: of many runs one has it, and the others know which', async () => {
    const runs = await Promise.all(Array.from({ length: 16 }, () => newRun()));
    const answers = await Promise.all(
      runs.map((runId, index) => take(runId, 'offboard', index % 2 === 0 ? store : otherWorker)),
    );
    const winners = runs.filter((_, index) => 'fence' in (answers[index] ?? {}));
    expect(winners).toHaveLength(1);
    expect(answers.filter((answer) => 'heldBy' in answer)).toEqual(
      Array.from({ length: 15 }, () => ({ heldBy: winners[0] })),
    );
  });

  it('never get the same fence twice, also for attempts of one run', async () => {
    const runId = await newRun();
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, index) => take(runId, 'offboard', index % 2 === 0 ? store : otherWorker)),
    );
    const fences = answers.map((answer) => ('fence' in answer ? answer.fence : 0));
    expect(fences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it.each([
    ['a check', (db: Db, lease: HeldLease) => assertLease(db, lease)],
    ['an entry', (db: Db, lease: HeldLease) => appendUnderLease(db, lease, [entry])],
  ])(
    'wait for %s in an open transaction: what is written under the lease is whole before it goes',
    async (_, write) => {
      const [low, high] = [await newRun('access'), await newRun()];
      await take(low, 'access');
      const transaction = await holdTransaction(store, (trx) => write(trx, held(low, 1)));
      const taken = take(high, 'offboard', otherWorker);
      try {
        await until(async () => {
          const { rows } = await store.pool.query(
            `select 1 from pg_stat_activity where datname = current_database()
             and application_name = 'other worker' and wait_event_type = 'Lock'`,
          );
          return rows.length > 0;
        });
      } finally {
        await transaction.release();
      }
      expect(await taken).toEqual({ fence: 2 });
    },
  );
});
