import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startPostgres } from '../../local/postgres.js';
import { findRunningStack, startStack, type Stack, type StackOptions, type StackStep } from '../../local/stack.js';
import { findTestCli } from '../setup/dev-server.js';
import { makeTestFolder } from '../setup/folder.js';

let stateFolder: string;
let stacks: Stack[];

beforeEach(async () => {
  stateFolder = join(await makeTestFolder(), '.steward');
  stacks = [];
});

afterEach(async () => {
  for (const stack of stacks) await stack.close();
});

async function start(options: Partial<StackOptions> = {}): Promise<Stack> {
  const stack = await startStack({
    stateFolder,
    cacheFolder: join(stateFolder, 'cache'),
    reachableFolders: [join(stateFolder, '..')],
    temporalCli: await findTestCli(),
    ...options,
  });
  stacks.push(stack);
  return stack;
}

test('starts database and Temporal, says so, shares both with a second stack on the folder, and stops both', async () => {
  const steps: StackStep[] = [];
  const stack = await start({ onStep: (step) => steps.push(step) });
  const { databaseUrl, temporal } = stack;
  expect(steps.map(({ title }) => title).sort()).toEqual(['PostgreSQL 18.4', 'Temporal']);
  expect(await findRunningStack(stateFolder)).toEqual({ databaseUrl, temporal });

  const second = await start();
  expect([second.databaseUrl, second.temporal]).toEqual([databaseUrl, temporal]);
  await second.close();
  expect(await findRunningStack(stateFolder)).toEqual({ databaseUrl, temporal });

  await stack.close();
  expect(await findRunningStack(stateFolder)).toEqual({});
});

test('starts nothing that is given', async () => {
  const steps: string[] = [];
  const stack = await start({
    databaseUrl: 'postgresql://steward:secret@db.example.com:5432/steward',
    temporalAddress: 'temporal.example.com:7233',
    onStep: ({ title, detail }) => steps.push(`${title}: ${detail}`),
  });
  expect(steps).toEqual(['PostgreSQL: given, db.example.com:5432', 'Temporal: given, temporal.example.com:7233']);
  expect(stack.temporal).toEqual({ address: 'temporal.example.com:7233', namespace: 'default' });
  expect(existsSync(join(stateFolder, 'postgres'))).toBe(false);
});

test('when one server cannot start, the other does not stay', async () => {
  await expect(start({ temporalCli: '/nowhere/temporal' })).rejects.toThrow(
    'STEWARD_TEMPORAL_CLI is /nowhere/temporal',
  );
  expect(await findRunningStack(stateFolder)).toEqual({});
});

test('told to stop while it starts, leaves no server behind', async () => {
  const stop = new AbortController();
  const onStep = () => stop.abort(new Error('stopped'));
  await expect(start({ signal: stop.signal, onStep })).rejects.toThrow('stopped');
  expect(await findRunningStack(stateFolder)).toEqual({});
});

test('says which server ended when nobody asked it to', async () => {
  const stack = await start({ temporalAddress: 'temporal.example.com:7233' });
  process.kill(await readPostmasterPid(), 'SIGKILL');
  expect(await stack.failed).toBe('PostgreSQL');
});

async function readPostmasterPid(): Promise<number> {
  return (await startPostgres({ stateFolder, reachableFolders: [join(stateFolder, '..')] })).pid;
}
