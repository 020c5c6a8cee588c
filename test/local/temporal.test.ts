import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { searchAttributes } from '../../domain/search-attributes.js';
import { isRunningCommand } from '../../local/process-command.js';
import { findRunningTemporal, type RunningTemporal, type TemporalOptions } from '../../local/temporal.js';
import { makeTestFolder } from '../setup/folder.js';
import { startDevServer } from '../setup/dev-server.js';

let databaseFile: string;
let started: RunningTemporal[];

beforeEach(async () => {
  databaseFile = join(await makeTestFolder(), 'temporal.db');
  started = [];
});

afterEach(async () => {
  for (const server of started) await server.close();
});

async function start(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
  const server = await startDevServer({ databaseFile, ...options });
  started.push(server);
  return server;
}

async function withClient<T>(server: RunningTemporal, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  return use(new Client({ connection, namespace: server.namespace })).finally(() => connection.close());
}

test('has our search attributes and its Web UI as soon as it is started', async () => {
  const server = await start();
  const known = await withClient(server, ({ connection }) =>
    (connection as Connection).operatorService.listSearchAttributes({ namespace: server.namespace }),
  );
  expect(Object.keys(known.customAttributes).sort()).toEqual(
    Object.values(searchAttributes)
      .map(({ name }) => name)
      .sort(),
  );
  const page = await fetch(server.webUiUrl.replace('localhost', '127.0.0.1'));
  expect(page.status).toBe(200);
});

test('what it keeps outlives a stop and a kill -9', async () => {
  const startWorkflow = (workflowId: string) => (client: Client) =>
    client.workflow.start('anything', { taskQueue: 'nobody-listens', workflowId });
  const exists = (workflowId: string) => async (client: Client) =>
    (await client.workflow.getHandle(workflowId).describe()).status.name;

  const first = await start();
  await withClient(first, startWorkflow('before-the-stop'));
  await first.close();
  expect(await isRunningCommand(first.pid, 'temporal')).toBe(false);

  const second = await start();
  await withClient(second, startWorkflow('before-the-kill'));
  process.kill(second.pid, 'SIGKILL');
  await second.exited;

  const third = await start();
  expect(third.startedHere).toBe(true);
  expect(await withClient(third, exists('before-the-stop'))).toBe('RUNNING');
  expect(await withClient(third, exists('before-the-kill'))).toBe('RUNNING');
});

test('starts at the same moment on one file share one server', async () => {
  const [first, second] = await Promise.all([start(), start()]);
  expect(first.pid).toBe(second.pid);
  expect([first.startedHere, second.startedHere].filter(Boolean)).toHaveLength(1);
  expect(await findRunningTemporal(databaseFile)).toMatchObject({ address: first.address });
});

test('takes the port asked for when it is free, else another', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as { port: number };
  const taken = await start({ port });
  expect(taken.address).not.toBe(`127.0.0.1:${port}`);
  await taken.close();
  await new Promise((resolve) => holder.close(resolve));
  const free = await start({ port });
  expect(free.address).toBe(`127.0.0.1:${port}`);
});

test('is not told anything by TEMPORAL_* variables or a profile file', async () => {
  vi.stubEnv('TEMPORAL_NAMESPACE', 'another');
  vi.stubEnv('TEMPORAL_CONFIG_FILE', '/nonexistent/profile.toml');
  vi.stubEnv('TEMPORAL_PROFILE', 'no-such-profile');
  try {
    const server = await start();
    expect(server.namespace).toBe('default');
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a server that does not start is explained with its own words', async () => {
  writeFileSync(databaseFile, 'no database, but long enough to be told apart from an empty file\n'.repeat(20));
  await expect(start()).rejects.toThrow(/The Temporal dev server did not start:\n.*not a database/);
});
