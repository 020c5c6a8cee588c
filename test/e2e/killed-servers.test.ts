import { afterEach, expect, test } from 'vitest';
import { type RunningPostgres, startPostgres } from '../../local/postgres.js';
import { migrate } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';
import { startDevServer } from '../setup/dev-server.js';
import { makeTestFolder } from '../setup/folder.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem, type WholeSystemOptions } from '../setup/whole-system.js';

const users = 3000;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Starts a sync that reads page by page, and gives it once it is in the middle. */
async function startReading(options: Partial<WholeSystemOptions>) {
  const latency = { perCallMs: 50, per100RowsMs: 0 };
  const system = await startWholeSystem({ accounts: [{ name: 'acme', users, latency }], ...options });
  closers.push(() => system.close());
  const account = await system.connect('acme');
  await system.startWorker();
  const run = await system.startSync(account, { readUsers: 'pages' });
  await until(() => callsOf(system) > 15);
  return { system, run };
}

const callsOf = ({ simulator }: WholeSystem) => simulator.journal.entries().length;

async function migrateDatabase(url: string): Promise<void> {
  const { pool, close } = openDatabase({ url, applicationName: 'test', maxConnections: 1 });
  await migrate(pool);
  await close();
}

test('a sync survives kill -9 of PostgreSQL, whose crash empties what was staged', async () => {
  const stateFolder = await makeTestFolder();
  const start = (settings = {}): Promise<RunningPostgres> =>
    startPostgres({ stateFolder, durable: false, reachableFolders: [stateFolder], settings });
  let postgres = await start();
  closers.push(() => postgres.close());
  await migrateDatabase(postgres.url);
  const { run } = await startReading({ databaseUrl: postgres.url });

  process.kill(postgres.pid, 'SIGKILL');
  await postgres.exited;
  postgres = await start({ port: postgres.port });
  expect(await run.result()).toMatchObject({ outcome: 'applied', counts: { users } });
}, 90_000);

test('a sync survives kill -9 of Temporal', async () => {
  const databaseFile = `${await makeTestFolder()}/temporal.db`;
  let temporal = await startDevServer({ databaseFile });
  closers.push(() => temporal.close());
  const { run } = await startReading({ temporal });

  process.kill(temporal.pid, 'SIGKILL');
  await temporal.exited;
  temporal = await startDevServer({ databaseFile, port: Number(temporal.address.split(':')[1]) });
  expect(await run.result()).toMatchObject({ outcome: 'applied', counts: { users } });
}, 90_000);
