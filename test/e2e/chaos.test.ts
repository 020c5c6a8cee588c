import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  chaosAccountName,
  chaosConnection,
  chaosPolicy,
  chaosProfiles,
  type ChaosSystem,
} from '../../scripts/chaos/chaos-system.js';
import { runSeed } from '../../scripts/chaos/run-seed.js';
import { makeTestFolder } from '../setup/folder.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let whole: WholeSystem;
let system: ChaosSystem;

beforeAll(async () => {
  whole = await startWholeSystem({
    accounts: chaosProfiles.map((profile) => ({ name: chaosAccountName(profile), profile, domain: 'chaos.example' })),
  });
  const path = join(await makeTestFolder(), 'policy.yaml');
  await writeFile(path, chaosPolicy);
  whole.workerOptions.policy = { path, required: true };
  for (const { name } of whole.simulator.accounts) {
    await whole.connect(name, chaosConnection(whole.simulator.account(name)));
  }
  let worker = await whole.spawnWorker();
  system = {
    db: whole.database.db,
    client: whole.client,
    simulator: whole.simulator,
    async restartWorker() {
      await worker.kill();
      worker = await whole.spawnWorker();
    },
  };
});
afterAll(() => whole.close());

it.each([5])(
  'a leaver ends removed and proven whatever fails on the way (seed %i)',
  async (seed) => {
    expect((await runSeed(system, seed)).problems).toEqual([]);
  },
  130_000,
);
