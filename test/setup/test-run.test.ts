import { execFile, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { test, vi } from 'vitest';
import { isRunningCommand } from '../../local/process-command.js';
import { findTestCli } from './dev-server.js';
import { makeTestFolder } from './folder.js';
import { findTestServer } from './time-skipping.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs samples in a test run of their own, with its temporary folder in `folder`. */
async function startRun(folder: string, ...samples: string[]) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
  const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run'];
  const run = spawn(
    process.execPath,
    [...vitest, '--config', 'test/setup/sample-run/vitest.config.ts', '--root', root, ...samples],
    {
      cwd: root,
      env: {
        ...Object.fromEntries(inherited),
        TMPDIR: folder,
        STEWARD_TEMPORAL_CLI: await findTestCli(),
        STEWARD_TEMPORAL_TEST_SERVER: await findTestServer(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  run.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { run, ended: once(run, 'close'), readOutput: () => output };
}

/** What still runs of a run: Temporal's servers by the ids it printed, all else by its folder. */
async function findLeftovers(folder: string, output: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,args=']);
  const inFolder = stdout.split('\n').filter((line) => line.includes(folder));
  const [, pids = ''] = /started ([\d ]+)\./.exec(output) ?? [];
  const running = pids.split(' ').filter(Boolean).map(Number);
  const alive = await Promise.all(running.map((pid) => isRunningCommand(pid, 'temporal')));
  return [...readdirSync(folder), ...inFolder, ...running.filter((_, index) => alive[index]).map(String)];
}

test.concurrent(
  'a run ends with one plain line that counts broken files and hooks as failed',
  { timeout: 60_000 },
  async ({ expect }) => {
    const folder = await makeTestFolder();
    const { ended, readOutput } = await startRun(folder, 'outcomes', 'broken');
    const [code] = (await ended) as [number];
    expect(readOutput().trimEnd().split('\n').at(-1)).toBe('2 passed, 3 failed, 2 skipped');
    expect(code).toBe(1);
  },
);

test.concurrent('a run that fails leaves no process and no folder behind', { timeout: 90_000 }, async ({ expect }) => {
  const folder = await makeTestFolder();
  const { ended, readOutput } = await startRun(folder, 'fails-with-servers');
  await ended;
  expect(readOutput()).toMatch(/started \d+ \d+\./);
  expect(readOutput()).toMatch(/\n0 passed, 1 failed\n$/);
  expect(await findLeftovers(folder, readOutput())).toEqual([]);
});

test.concurrent.for(['SIGINT', 'SIGTERM'] as const)(
  'a run that is ended by %s leaves no process and no folder behind',
  { timeout: 90_000 },
  async (signal, { expect }) => {
    const folder = await makeTestFolder();
    const { run, ended, readOutput } = await startRun(folder, 'never-ends');
    await vi.waitUntil(() => /started \d+ \d+\./.test(readOutput()), 60_000);
    run.kill(signal);
    await ended;
    await expect.poll(() => findLeftovers(folder, readOutput()), { timeout: 20_000, interval: 200 }).toEqual([]);
  },
);
