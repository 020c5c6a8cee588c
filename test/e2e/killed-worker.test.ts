import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SyncResult } from '../../domain/sync.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

const users = 6000;
const pages = users / 100;
let system: WholeSystem;

const pagesRead = () => system.simulator.journal.entries({ account: 'reading', path: '/users' }).length;

async function count(query: ReturnType<typeof sql<{ count: number }>>): Promise<number> {
  return (await query.execute(system.database.db)).rows[0]?.count ?? 0;
}

const waitingForLock = () =>
  count(sql`select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into changes%'`);
const usersOf = (accountId: string) => count(sql`select count(*) from users where account_id = ${accountId}`);

describe('kill -9 of a worker that reads one account and compares another', () => {
  const seen = { readByFirst: 0, halfChanged: 0 };
  let read: SyncResult;
  let compared: SyncResult;
  let comparedId: string;

  beforeAll(async () => {
    const slow = { perCallMs: 100, per100RowsMs: 0 };
    system = await startWholeSystem({
      accounts: [
        { name: 'reading', users, latency: slow },
        { name: 'comparing', users },
      ],
    });
    const [reading, comparing] = [await system.connect('reading'), await system.connect('comparing')];
    comparedId = comparing.id;
    const first = await system.spawnWorker();
    // Holds the comparison at its last step, when all else of its transaction is done.
    const held = await holdTransaction(system.database, (trx) =>
      sql`lock table changes in exclusive mode`.execute(trx),
    );
    const runs = [await system.startSync(reading, { readUsers: 'pages' }), await system.startSync(comparing)] as const;
    await until(() => pagesRead() > 45);
    await until(async () => (await waitingForLock()) === 1);
    await first.kill();
    seen.readByFirst = pagesRead();
    system.simulator.account('reading').setLatency({ perCallMs: 0, per100RowsMs: 0 });
    await held.release();
    await until(async () => (await waitingForLock()) === 0);
    seen.halfChanged = await usersOf(comparedId);

    await system.startWorker();
    [read, compared] = await Promise.all([runs[0].result(), runs[1].result()]);
  }, 120_000);
  afterAll(() => system.close());

  test('lets the next worker go on reading behind what was committed', () => {
    expect(read).toMatchObject({ outcome: 'applied', counts: { users } });
    // The first ten pages were a step of their own; of the second step only pages behind its last beat come again.
    expect(pagesRead() - pages).toBeLessThan(seen.readByFirst - 10);
  });

  test('leaves the inventory as it was when the comparison had not ended', () => {
    expect(seen.halfChanged).toBe(0);
  });

  test('lets the next worker compare, once', async () => {
    expect(compared).toMatchObject({ outcome: 'applied', baseline: true, counts: { users, changes: 1 } });
    expect(await usersOf(comparedId)).toBe(users);
    expect(await count(sql`select count(*) from changes where account_id = ${comparedId}`)).toBe(1);
  });
});
