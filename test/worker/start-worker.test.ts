import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTemporal } from '../../client/connect-temporal.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { openDatabase } from '../../store/pool.js';
import { startWorker } from '../../worker/start-worker.js';
import { createTestDatabase } from '../setup/database.js';
import { makeTestFolder } from '../setup/folder.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ accounts: [{ name: 'acme', users: 1500 }] });
});
afterAll(() => system.close());

describe('a worker', () => {
  test('runs a queue for workflows, one for people and one for bulk reads, and ends when asked', async () => {
    const worker = await system.startWorker();
    const { ready, workers } = worker.health();
    expect(ready).toBe(true);
    expect(workers.map(({ taskQueue }) => taskQueue)).toEqual(['steward-workflows', 'steward-people', 'steward-sync']);
    await worker.stop();
    await worker.ended;
    expect(worker.health().ready).toBe(false);
  });

  test('runs also with a policy file that is broken from the start, and says at once where', async () => {
    const folder = await makeTestFolder();
    const [path, logFile] = [join(folder, 'policy.yaml'), join(folder, 'steward.log')];
    await writeFile(path, 'version: 1\ndefault_time_zone: Mars\n');
    const worker = await startWorker({ ...system.workerOptions, policy: { path, required: true }, logFile });
    expect(worker.health().ready).toBe(true);
    const log = () => readFile(logFile, 'utf8');
    await until(async () => (await log()).includes('policy.yaml:2:20 default_time_zone: is not a time zone'));
    expect(await log()).toContain('The policy file cannot be used: runs wait until it is mended');
    await worker.stop();
  });

  test('hands a step that takes long over to the next worker', async () => {
    const { setLatency } = system.simulator.account('acme');
    const first = await system.spawnWorker();
    const account = await system.connect('acme');
    setLatency({ perCallMs: 60_000, per100RowsMs: 0 });
    const run = await system.startSync(account);
    const { db } = system.database;
    await until(async () => (await db.selectFrom('syncRuns').select('id').execute()).length === 1);
    expect(await first.terminate()).toBe(0);
    setLatency({ perCallMs: 0, per100RowsMs: 0 });
    const second = await system.startWorker();
    expect(await run.result()).toMatchObject({ outcome: 'applied', counts: { users: 1500 } });
    await second.stop();
  }, 90_000);
});

describe('a worker does not start', () => {
  const start = (changes: object) => startWorker({ ...system.workerOptions, ...changes });

  test('on a database that was never migrated, and says what to do', async () => {
    const { url, drop } = await createTestDatabase();
    const { pool, close } = openDatabase({ url, applicationName: 'test', maxConnections: 1 });
    await pool.query('drop table migrations');
    await close();
    await expect(start({ databaseUrl: url })).rejects.toThrow('steward setup');
    await drop();
  });

  test('on a database from the future', async () => {
    const { url, drop } = await createTestDatabase();
    const { pool, close } = openDatabase({ url, applicationName: 'test', maxConnections: 1 });
    await pool.query(`insert into migrations (number, name) values (999999, '999999_from_the_future.sql')`);
    await close();
    await expect(start({ databaseUrl: url })).rejects.toMatchObject({ name: 'SchemaFromFutureError' });
    await drop();
  });

  test('in a namespace without our search attributes, and says what to do', async () => {
    const { address } = system.temporal;
    const dataConverter = createDataConverter(system.workerOptions.encryptionKeys);
    const { connection, close } = await connectTemporal({ address, dataConverter });
    const namespace = 'bare';
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
    });
    await close();
    const starting = async () => {
      let error: unknown;
      // A new namespace is known to the server's parts after a while.
      await until(async () => {
        error = await start({ temporal: { address, namespace } }).catch((reason: unknown) => reason);
        return (error as Error).name === 'SearchAttributesMissingError';
      });
      throw error as Error;
    };
    await expect(starting()).rejects.toThrow(/StewardStage.*steward setup/);
  });
});
