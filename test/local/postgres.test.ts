import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  findRunningPostgres,
  startPostgres,
  type PostgresOptions,
  type RunningPostgres,
} from '../../local/postgres.js';
import { isRunningCommand } from '../../local/process-command.js';
import { makeTestFolder } from '../setup/folder.js';

let stateFolder: string;
let started: RunningPostgres[];

beforeEach(async () => {
  stateFolder = await makeTestFolder();
  started = [];
});

afterEach(async () => {
  for (const server of started) await server.close();
});

async function start(options: Partial<PostgresOptions> = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ stateFolder, durable: false, reachableFolders: [stateFolder], ...options });
  started.push(server);
  return server;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  return client.query<Record<string, unknown>>(sql).then(
    ({ rows }) => client.end().then(() => rows),
    (error: Error) => client.end().then(() => Promise.reject(error)),
  );
}

const kill = async (server: RunningPostgres) => {
  process.kill(server.pid, 'SIGKILL');
  await server.exited;
};

test('listens on loopback alone, and asks for the password', async () => {
  const { url, port } = await start();
  const [setting] = await ask(
    url,
    `select current_setting('listen_addresses') as addresses, current_database() as name`,
  );
  expect(setting).toEqual({ addresses: '127.0.0.1', name: 'steward' });
  await expect(ask(`postgresql://steward:guess@127.0.0.1:${port}/steward`, 'select 1')).rejects.toThrow(
    'password authentication failed',
  );
});

test('a second start shares the server of the first and leaves it running', async () => {
  const first = await start();
  const second = await start();
  expect([second.startedHere, second.url]).toEqual([false, first.url]);
  await second.close();
  expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('starts at the same moment on a new folder share one server', async () => {
  const servers = await Promise.all([start(), start(), start()]);
  expect(new Set(servers.map(({ pid }) => pid)).size).toBe(1);
  expect(servers.filter(({ startedHere }) => startedHere)).toHaveLength(1);
});

test('a stopped server leaves no process, and the next start finds the data', async () => {
  const first = await start();
  await ask(first.url, 'create table kept (word text); insert into kept values ($$yesterday$$)');
  await first.close();
  expect(await isRunningCommand(first.pid, 'postgres')).toBe(false);
  expect(await findRunningPostgres(stateFolder)).toBeUndefined();

  const second = await start();
  expect(await findRunningPostgres(stateFolder)).toBe(second.url);
  expect(await ask(second.url, 'select word from kept')).toEqual([{ word: 'yesterday' }]);
});

test('after kill -9 the next start recovers', async () => {
  const first = await start({ durable: true });
  await ask(first.url, 'create table kept (word text); insert into kept values ($$committed$$)');
  await kill(first);
  const lines: string[] = [];
  const second = await start({ log: (line) => lines.push(line) });
  expect(lines).toEqual(['PostgreSQL was killed before; it recovers its data']);
  expect(await ask(second.url, 'select word from kept')).toEqual([{ word: 'committed' }]);
});

test('a lock whose process number now belongs to another process does not stop the start', async () => {
  const first = await start();
  await kill(first);
  const lock = join(first.home, 'cluster', 'data', 'postmaster.pid');
  const lines = readFileSync(lock, 'utf8').split('\n');
  writeFileSync(lock, [String(process.pid), ...lines.slice(1)].join('\n'));
  const second = await start();
  expect(second.startedHere).toBe(true);
});

test('password and log can be read by their owner alone', async () => {
  const { home } = await start();
  for (const file of [join(home, 'cluster', 'password'), join(home, 'postgres.log')]) {
    expect(statSync(file).mode & 0o077).toBe(0);
  }
});

test('a server that does not start is explained with its own words', async () => {
  await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
    /PostgreSQL did not start in .*\n.*invalid value for parameter "shared_buffers": "plenty"/,
  );
});
