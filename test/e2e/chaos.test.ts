import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChaosServers, type ChaosServers } from '../../scripts/chaos/chaos-servers.js';
import { createSealer } from '../../codec/sealer.js';
import { findFreePort } from '../../local/free-port.js';
import { chaosPolicy } from '../../scripts/chaos/chaos-policy.js';
import {
  chaosAccountName,
  chaosConnection,
  chaosProfiles,
  type ChaosSystem,
} from '../../scripts/chaos/chaos-system.js';
import { runSeed } from '../../scripts/chaos/run-seed.js';
import { syncEverywhere } from '../../scripts/chaos/sync-everywhere.js';
import { migrate } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';
import { spawnDoor } from '../setup/door-process.js';
import { findTestCli } from '../setup/dev-server.js';
import { makeTestFolder } from '../setup/folder.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let servers: ChaosServers;
let whole: WholeSystem;
let system: ChaosSystem;
let closeDoor: (() => Promise<void>) | undefined;

beforeAll(async () => {
  const folder = await makeTestFolder();
  servers = await startChaosServers({ folder, cli: await findTestCli(), reachableFolders: [folder] });
  const { databaseUrl, temporal, restartPostgres, restartTemporal } = servers;
  const { pool, close } = openDatabase({ url: databaseUrl, applicationName: 'test', maxConnections: 1 });
  await migrate(pool);
  await close();
  whole = await startWholeSystem({
    accounts: chaosProfiles.map((profile) => ({ name: chaosAccountName(profile), profile, domain: 'chaos.example' })),
    databaseUrl,
    temporal,
  });
  const path = join(folder, 'policy.yaml');
  await writeFile(path, chaosPolicy);
  whole.workerOptions.policy = { path, required: true };
  for (const { name } of whole.simulator.accounts) {
    await whole.connect(name, chaosConnection(whole.simulator.account(name)));
  }
  const { encryptionKeys } = whole.workerOptions;
  const doorOptions = { databaseUrl, encryptionKeys, port: await findFreePort() };
  let [worker, door] = await Promise.all([whole.spawnWorker(), spawnDoor(doorOptions)]);
  closeDoor = () => door.kill();
  system = {
    db: whole.database.db,
    client: whole.client,
    simulator: whole.simulator,
    sealer: createSealer(encryptionKeys),
    doorUrl: `http://127.0.0.1:${doorOptions.port}`,
    restartPostgres,
    restartTemporal,
    async restartWorker() {
      await worker.kill();
      worker = await whole.spawnWorker();
    },
    async restartServer() {
      await door.kill();
      door = await spawnDoor(doorOptions);
    },
  };
  await syncEverywhere(system);
});
afterAll(async () => {
  await closeDoor?.();
  await whole?.close();
  await servers?.close();
});

it.each([18, 19, 84])(
  'what was asked for is done once, and proven, whatever fails on the way (seed %i)',
  async (seed) => {
    expect((await runSeed(system, seed)).problems).toEqual([]);
  },
  160_000,
);
