import { EventEmitter } from 'node:events';
import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findLocalStack } from '../../cli/stack/stack-file.js';
import { findRunningStack } from '../../local/stack.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { createTestDatabase } from '../setup/database.js';
import { findTestCli, startDevServer } from '../setup/dev-server.js';
import { makeTestFolder } from '../setup/folder.js';
import { createSteward, type Steward, type StewardRun } from '../setup/steward.js';
import { until } from '../setup/until.js';

let folder: string;
let steward: Steward;

beforeAll(async () => {
  folder = await makeTestFolder();
  steward = createSteward({
    STEWARD_STATE_DIR: folder,
    STEWARD_CACHE_DIR: folder,
    STEWARD_TEMPORAL_CLI: await findTestCli(),
    STEWARD_LOG_LEVEL: 'error',
  });
});

/** Runs `work` while the stack is up, then stops it as Ctrl-C does. */
async function whileUp(args: string[], work: () => Promise<void>): Promise<StewardRun> {
  const signals = new EventEmitter();
  const up = steward(['up', ...args], { signals });
  try {
    await until(() => findLocalStack(folder) !== undefined, 60_000);
    await work();
  } finally {
    signals.emit('SIGINT', 'SIGINT');
  }
  return await up;
}

async function rowsOf(...args: string[]): Promise<Record<string, unknown>[]> {
  const { stdout } = await steward([...args, '--json']);
  return (JSON.parse(stdout) as { rows: Record<string, unknown>[] }).rows;
}

describe('steward up', () => {
  it(
    'starts everything, serves the other commands, stops in order, and goes on with its data',
    { timeout: 120_000 },
    async () => {
      const first = await whileUp(['--simulate'], async () => {
        await until(async () => (await rowsOf('syncs', '--state', 'applied')).length >= 2);
        expect((await fetch(`${findLocalStack(folder)?.doorUrl}/readyz`)).status).toBe(200);
        const again = await steward(['up']);
        expect(again.stderr).toMatch(/^It runs already, since /);
        expect(again.exitCode).toBe(0);
        // Its own admin gives the commands where no key is set.
        expect((await steward(['account', 'add', 'third'])).stderr).toMatch(/^No token was given\./);
        expect((await steward(['account', 'set', 'acme-cloud', '--every', '1h'])).exitCode).toBe(0);
      });
      expect(first.stdout).toMatch(/^Web UI +http:\/\/localhost:\d+\/namespaces\/default\/workflows$/m);
      expect(first.stderr).toMatch(/✔ PostgreSQL .*\n(.*\n)*.*✔ worker/);
      expect(first.stderr).toMatch(/Stopped\. The data stays for the next "steward up"\.\n$/);
      expect(first.exitCode).toBe(0);

      expect(findLocalStack(folder)).toBeUndefined();
      expect((await steward(['users'])).stderr).toMatch(/^Nothing runs here yet: start it with "steward up"\./);

      const second = await whileUp([], async () => {
        expect((await rowsOf('account', 'list')).map(({ account }) => account)).toEqual(['acme-cloud', 'acme-onprem']);
        expect(await rowsOf('users', '--all')).toHaveLength(79);
      });
      expect(second.exitCode).toBe(0);
    },
  );

  it('stops at once on Ctrl-C while it still starts, and leaves nothing running', { timeout: 120_000 }, async () => {
    const own = await makeTestFolder();
    const [temporalCli, started] = [join(own, 'never-up'), join(own, 'started')];
    const script = `[ "$1" = --version ] && echo "temporal version 1.9.1" && exit\ntouch '${started}'\nexec sleep 600`;
    writeFileSync(temporalCli, `#!/bin/sh\n${script}\n`);
    chmodSync(temporalCli, 0o755);
    const variables = { STEWARD_STATE_DIR: own, STEWARD_CACHE_DIR: own, STEWARD_TEMPORAL_CLI: temporalCli };
    const signals = new EventEmitter();
    const up = createSteward(variables)(['up'], { signals });
    await until(() => existsSync(started));
    signals.emit('SIGINT', 'SIGINT');
    const { exitCode, stdout, stderr } = await up;
    expect(stderr).toMatch(/\nStopping\. Ctrl-C again ends it at once\.\n(.*\n)?Stopped before it was up\.\n$/);
    expect(stdout).toBe('');
    expect(exitCode).toBe(0);
    expect(findLocalStack(own)).toBeUndefined();
    expect(await findRunningStack(own)).toEqual({});
  });

  it(
    'names the namespace that a profile of Temporal says, and what is wrong with the policy',
    { timeout: 120_000 },
    async () => {
      const own = await makeTestFolder();
      const server = await startDevServer({ namespace: 'people' });
      const profile = join(own, 'temporal.toml');
      writeFileSync(profile, '[profile.default]\nnamespace = "people"\n');
      const policy = join(own, 'policy.yaml');
      writeFileSync(policy, 'version: 1\ndefault_time_zone: Mars\n');
      const { url, drop } = await createTestDatabase();
      const signals = new EventEmitter();
      const up = createSteward({
        STEWARD_STATE_DIR: own,
        DATABASE_URL: url,
        TEMPORAL_ADDRESS: server.address,
        TEMPORAL_CONFIG_FILE: profile,
        STEWARD_POLICY_FILE: policy,
        STEWARD_ENCRYPTION_KEYS: formatKeyRing(generateKeyRing()),
        STEWARD_LOG_LEVEL: 'error',
      })(['up'], { signals });
      try {
        await until(() => findLocalStack(own) !== undefined, 60_000);
      } finally {
        signals.emit('SIGINT', 'SIGINT');
      }
      const { stdout, stderr } = await up;
      expect(stdout).toContain(`Temporal  ${server.address} (namespace people)`);
      expect(stderr).toMatch(
        /new runs wait until it is mended:\n.*policy\.yaml:2:20 default_time_zone: is not a time zone/,
      );
      await server.close();
      await drop();
    },
  );
});
