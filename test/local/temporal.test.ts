import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { searchAttributes } from '../../domain/search-attributes.js';
import { isRunningCommand } from '../../local/process-command.js';
import { findRunningTemporal, type RunningTemporal, type TemporalOptions } from '../../local/temporal.js';
import { makeTestFolder } from '../setup/folder.js';
import { startDevServer } from '../setup/dev-server.js';

let databaseFile: string;
let holder: Server;
const started: RunningTemporal[] = [];

async function start(options: Partial<TemporalOptions> = {}): Promise<RunningTemporal> {
  const server = await startDevServer({ databaseFile, ...options });
  started.push(server);
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function withClient<T>(server: RunningTemporal, use: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address: server.address });
  return use(new Client({ connection, namespace: server.namespace })).finally(() => connection.close());
}

/** Two starts at the same moment, in an environment that speaks of another Temporal, while the port asked for is taken. */
beforeAll(async () => {
  databaseFile = join(await makeTestFolder(), 'temporal.db');
  holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  vi.stubEnv('TEMPORAL_NAMESPACE', 'another');
  vi.stubEnv('TEMPORAL_CONFIG_FILE', '/nonexistent/profile.toml');
  vi.stubEnv('TEMPORAL_PROFILE', 'no-such-profile');
  const port = portOf(holder);
  await Promise.all([start({ port }), start({ port })]).finally(() => vi.unstubAllEnvs());
});
afterAll(async () => {
  for (const server of started) await server.close();
  holder.close();
});

describe('a server', () => {
  const server = () => started[0] as RunningTemporal;

  test('is one for all who start it on one file at the same moment', async () => {
    expect(new Set(started.map(({ pid }) => pid)).size).toBe(1);
    expect(started.filter(({ startedHere }) => startedHere)).toHaveLength(1);
    expect(await findRunningTemporal(databaseFile)).toMatchObject({ address: server().address });
  });

  test('has our search attributes and its Web UI as soon as it is started', async () => {
    const known = await withClient(server(), ({ connection }) =>
      (connection as Connection).operatorService.listSearchAttributes({ namespace: server().namespace }),
    );
    expect(Object.keys(known.customAttributes).sort()).toEqual(
      Object.values(searchAttributes)
        .map(({ name }) => name)
        .sort(),
    );
    const page = await fetch(server().webUiUrl.replace('localhost', '127.0.0.1'));
    expect(page.status).toBe(200);
  });

  test('is not told anything by TEMPORAL_* variables or a profile file', () => {
    expect(server().namespace).toBe('default');
  });

  test('takes another port when the one asked for is taken', () => {
    expect(server().address).not.toBe(`127.0.0.1:${portOf(holder)}`);
  });
});

test('what it keeps outlives a stop and a kill -9, and it takes the port asked for when that is free', async () => {
  const startWorkflow = (workflowId: string) => (client: Client) =>
    client.workflow.start('anything', { taskQueue: 'nobody-listens', workflowId });
  const exists = (workflowId: string) => async (client: Client) =>
    (await client.workflow.getHandle(workflowId).describe()).status.name;

  const first = started.find(({ startedHere }) => startedHere) as RunningTemporal;
  await withClient(first, startWorkflow('before-the-stop'));
  await first.close();
  expect(await isRunningCommand(first.pid, 'temporal')).toBe(false);

  const port = portOf(holder);
  await new Promise((resolve) => holder.close(resolve));
  const second = await start({ port });
  expect(second.address).toBe(`127.0.0.1:${port}`);
  await withClient(second, startWorkflow('before-the-kill'));
  process.kill(second.pid, 'SIGKILL');
  await second.exited;

  const third = await start();
  expect(third.startedHere).toBe(true);
  expect(await withClient(third, exists('before-the-stop'))).toBe('RUNNING');
  expect(await withClient(third, exists('before-the-kill'))).toBe('RUNNING');
});

test('a server that does not start is explained with its own words', async () => {
  const broken = join(await makeTestFolder(), 'temporal.db');
  writeFileSync(broken, 'no database, but long enough to be told apart from an empty file\n'.repeat(20));
  await expect(start({ databaseFile: broken })).rejects.toThrow(
    /The Temporal dev server did not start:\n.*not a database/,
  );
});
