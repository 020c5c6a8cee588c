import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureReconcileSchedule, triggerReconcile, triggerSync } from '../../client/schedules.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { lockAccount } from '../../store/account-lock.js';
import { emptyStaging } from '../../store/staging-tables.js';
import { listSyncRuns, type SyncRun } from '../../store/sync-runs.js';
import { holdTransaction } from '../setup/held-transaction.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;

beforeAll(async () => {
  const names = ['scheduled', 'shrinking', 'emptied'];
  system = await startWholeSystem({ accounts: names.map((name) => ({ name })) });
  await system.startWorker();
});
afterAll(() => system.close());

async function appliedRunsOf(account: string): Promise<SyncRun[]> {
  return await listSyncRuns(system.database.db, { accounts: [account], states: ['applied'], limit: 9 });
}

test('an account is synced by its schedule as soon as it is connected, and again when asked', async () => {
  await system.connect('scheduled');
  await ensureReconcileSchedule(system.client);
  await triggerReconcile(system.client);
  await until(async () => (await appliedRunsOf('scheduled')).length === 1);
  const schedule = await system.client.schedule.getHandle('sync/scheduled').describe();
  expect(schedule.spec.intervals?.[0]?.every).toBe(3_600_000);

  const { change, special } = system.simulator.account('scheduled');
  change.disableUser(special.mobile);
  await triggerSync(system.client, 'scheduled');
  await until(async () => (await appliedRunsOf('scheduled')).length === 2);
  const changes = await system.database.db.selectFrom('changes').select(['kind', 'label']).orderBy('id').execute();
  expect(changes).toContainEqual({ kind: 'user-disabled', label: special.mobile });
});

test('a run that would lose many people is held, and the inventory stays', async () => {
  const account = await system.connect('shrinking');
  await (await system.startSync(account)).result();
  const { change, users } = system.simulator.account('shrinking');
  for (const { email } of users()
    .filter(({ active }) => active)
    .slice(0, 10))
    change.disableUser(email);
  const run = await system.startSync(account);
  expect(await run.result()).toMatchObject({ outcome: 'held', reasons: ['10 of 40 users vanished or disabled'] });
  const { typedSearchAttributes } = await run.describe();
  expect(typedSearchAttributes.get(searchAttributes.attention)).toBe('sync-held');
});

test('a run whose staging was emptied before the comparison reads anew', async () => {
  const account = await system.connect('emptied');
  const { db } = system.database;
  const { setLatency } = system.simulator.account('emptied');
  setLatency({ perCallMs: 500, per100RowsMs: 0 });
  const run = await system.startSync(account);
  const calls = () => system.simulator.journal.entries({ account: 'emptied', path: '/users' }).length;
  await until(async () => (await listSyncRuns(db, { accounts: ['emptied'], limit: 1 })).length === 1);
  // Holds the comparison before its first look.
  const held = await holdTransaction(system.database, (trx) => lockAccount(trx, account.id));
  try {
    await until(async () => (await waitingForAccount()) > 0);
    const [{ id: runId } = { id: '' }] = await listSyncRuns(db, { accounts: ['emptied'], limit: 1 });
    await emptyStaging(db, runId);
    setLatency({ perCallMs: 0, per100RowsMs: 0 });
  } finally {
    await held.release();
  }
  expect(await run.result()).toMatchObject({ outcome: 'applied', baseline: true, counts: { users: 40 } });
  expect(calls()).toBe(2);
});

async function waitingForAccount(): Promise<number> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event = 'advisory'`.execute(system.database.db);
  return rows.length;
}
