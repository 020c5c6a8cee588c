import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Payload } from '@temporalio/common';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import type { SimulatedAccount } from '../../simulator/index.js';
import type { Account } from '../../store/accounts.js';
import { makeTestFolder } from '../setup/folder.js';
import { createSteward } from '../setup/steward.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';
import { spawnWorker } from '../setup/worker-process.js';

let system: WholeSystem;
let account: Account;
let simulated: SimulatedAccount;
/** What was left behind by a sync that was applied, one that is held, and one whose token is refused. */
const left = { histories: '', log: '', tables: '', staging: '', commands: '' };

beforeAll(async () => {
  system = await startWholeSystem({ accounts: [{ name: 'unlucky' }] });
  simulated = system.simulator.account('unlucky');
  account = await system.connect('unlucky');
  const logFile = join(await makeTestFolder(), 'worker.log');
  // A process of its own: only there the log is at the level of debug from the beginning.
  const worker = await spawnWorker({ ...system.workerOptions, logLevel: 'debug', logFile });
  try {
    await syncThrice();
    left.staging = await dumpSchema('staging');
    left.tables = await dumpSchema('public');
    left.commands = await askCommands();
  } finally {
    await worker.terminate();
  }
  left.log = await readFile(logFile, 'utf8');
});
afterAll(() => system.close());

async function syncThrice(): Promise<void> {
  await sync('applied');
  const active = simulated.users().filter((user) => user.active);
  for (const { email } of active.slice(0, 10)) simulated.change.disableUser(email);
  await sync('held');
  simulated.revokeToken(simulated.tokens.read);
  await sync('failed');
}

async function sync(outcome: string): Promise<void> {
  const run = await system.startSync(account);
  expect(await run.result()).toMatchObject({ outcome });
  left.histories += JSON.stringify(await decrypt(await run.fetchHistory()));
}

/** What somebody with the keys can read of a history: every payload in clear. */
async function decrypt(value: unknown): Promise<unknown> {
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if ('metadata' in value && 'data' in value) {
    const { payloadCodecs = [] } = createDataConverter(system.workerOptions.encryptionKeys);
    let payloads = [value as Payload];
    for (const codec of payloadCodecs) payloads = await codec.decode(payloads);
    return payloads.map(({ data }) => Buffer.from(data ?? []).toString('utf8'));
  }
  const entries = await Promise.all(Object.entries(value).map(async ([key, inner]) => [key, await decrypt(inner)]));
  return Object.fromEntries(entries) as unknown;
}

/** All rows of all tables as text, under the names of their tables. */
async function dumpSchema(schema: string): Promise<string> {
  const { db } = system.database;
  const tables = await sql<{ name: string }>`select format('%I.%I', table_schema, table_name) as name
    from information_schema.tables where table_schema = ${schema}`.execute(db);
  const dumps = tables.rows.map(async ({ name }) => {
    const { rows } = await sql`select t::text as row from ${sql.raw(name)} t`.execute(db);
    return { name, rows };
  });
  return JSON.stringify(await Promise.all(dumps));
}

/** All that the commands about the account say, with the causes of their errors. */
async function askCommands(): Promise<string> {
  const { address, namespace } = system.temporal;
  const steward = createSteward({
    DATABASE_URL: system.workerOptions.databaseUrl,
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    STEWARD_ENCRYPTION_KEYS: formatKeyRing(system.workerOptions.encryptionKeys),
  });
  const said: string[] = [];
  for (const command of [
    'account test unlucky',
    'account show unlucky --json',
    'syncs --json',
    'account list --json',
  ]) {
    const { stdout, stderr } = await steward(['--debug', ...command.split(' ')]);
    said.push(stdout, stderr);
  }
  return said.join('\n');
}

describe('the token of an account that is synced, held and refused', () => {
  test.each<[keyof typeof left, string, () => string]>([
    ['histories', 'decrypted histories', () => account.id],
    ['log', "the worker's log at the level of debug", () => 'RetoolUnauthorizedError'],
    ['tables', 'the tables of the database', () => account.id],
    ['staging', 'what was read and is not applied yet', () => simulated.users()[0]?.email ?? ''],
    ['commands', 'what the commands say', () => account.organizationId],
  ])('is not in its %s: %s', (where, _what, known) => {
    const text = left[where];
    expect(text, 'this much is found, so the token would be').toContain(known());
    for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
      expect(text).not.toContain(Buffer.from(simulated.tokens.read).toString(encoding));
    }
  });
});
