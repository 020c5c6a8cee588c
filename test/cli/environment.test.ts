import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { createSteward, type StewardRun } from '../setup/steward.js';
import { openTestStore, type TestStore } from '../setup/store.js';

const nowhere = 'postgres://steward:s3cret@127.0.0.1:1/steward';

let folder: string;
let store: TestStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-cli-'));
  store = await openTestStore();
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

async function run(variables: Record<string, string>, ...args: string[]): Promise<StewardRun> {
  return await createSteward({ STEWARD_STATE_DIR: folder, ...variables })(args);
}

function expectOneLine({ exitCode, stdout, stderr }: StewardRun, words: string | RegExp): void {
  expect(stderr).toMatch(words);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
}

describe('a command whose environment is not as it has to be', () => {
  it.each(['users', 'account list', 'sync', 'setup', 'worker', 'syncs'])(
    '"%s" says how to start what it needs',
    async (command) => {
      expectOneLine(await run({}, ...command.split(' ')), /^Nothing runs here yet: start it with "steward up"\./);
    },
  );

  it('names a setting that cannot be used, without its value', async () => {
    const outcome = await run({ DATABASE_URL: 'mysql://root:s3cret@db' }, 'users');
    expectOneLine(outcome, /^DATABASE_URL /);
    expect(outcome.stderr).not.toContain('s3cret');
  });

  it('says that PostgreSQL does not answer, without the password', async () => {
    const outcome = await run({ DATABASE_URL: nowhere }, 'users');
    expectOneLine(outcome, /^PostgreSQL does not answer \(ECONNREFUSED\)\. Start it, or correct DATABASE_URL/);
    expect(outcome.stderr).not.toContain('s3cret');
  });

  it('says that the password is wrong', async () => {
    const url = new URL(store.url);
    url.password = 'wrong';
    expectOneLine(await run({ DATABASE_URL: url.href }, 'users'), /^PostgreSQL refused the user or password\./);
  });

  it('asks for keys as soon as a database is given', async () => {
    const outcome = await run({ DATABASE_URL: store.url, TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'sync', 'acme');
    expectOneLine(outcome, /no account|No account/);
    expectOneLine(
      await run({ DATABASE_URL: store.url, TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'setup'),
      /^STEWARD_ENCRYPTION_KEYS is not set/,
    );
  });

  it('says that Temporal does not answer', async () => {
    const STEWARD_ENCRYPTION_KEYS = formatKeyRing(generateKeyRing());
    const variables = { DATABASE_URL: store.url, TEMPORAL_ADDRESS: '127.0.0.1:1', STEWARD_ENCRYPTION_KEYS };
    expectOneLine(
      await run(variables, 'setup'),
      /^Temporal does not answer at 127\.0\.0\.1:1\. Start it with "steward up", or set TEMPORAL_ADDRESS\./,
    );
  });

  it('refuses a database that a newer version migrated', async () => {
    await store.pool.query(`insert into migrations (number, name) values (999999, '999999_from_the_future.sql')`);
    try {
      expectOneLine(await run({ DATABASE_URL: store.url }, 'users'), /newer version of retool-steward \(999999_/);
    } finally {
      await store.pool.query('delete from migrations where number = 999999');
    }
  });

  it('says how to migrate an older database', async () => {
    const { rows } = await store.pool.query('delete from migrations returning number, name');
    try {
      expectOneLine(await run({ DATABASE_URL: store.url }, 'users'), /Run "steward setup" to migrate it\.$/m);
    } finally {
      for (const { number, name } of rows as { number: number; name: string }[]) {
        await store.pool.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
      }
    }
  });

  it('shows a stack only when asked to', async () => {
    const plain = await run({ DATABASE_URL: nowhere }, 'users');
    expect(plain.stderr).not.toContain('    at ');
    for (const outcome of [
      await run({ DATABASE_URL: nowhere }, 'users', '--debug'),
      await run({ DATABASE_URL: nowhere, STEWARD_DEBUG: '1' }, 'users'),
    ]) {
      expect(outcome.stderr).toContain('    at ');
      expect(outcome.exitCode).toBe(2);
    }
  });
});

describe('the command line', () => {
  it('shows help and version on stdout with 0', async () => {
    expect((await run({}, '--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await run({}, '--help');
    expect(help.exitCode).toBe(0);
    expect(help.stdout).toContain('Exit codes: 0 done');
    expect((await run({}, 'account', 'add', '--help')).stdout).toContain('--token-stdin');
  });

  it('shows help on stderr with 2 when no command is given', async () => {
    for (const args of [[], ['account']]) {
      const { exitCode, stdout, stderr } = await run({}, ...args);
      expect(exitCode).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toMatch(/^Usage: steward/);
    }
  });

  it.each([
    [['acount', 'list'], "Unknown command 'acount' (Did you mean account?)"],
    [['users', '--jsn'], "Unknown option '--jsn' (Did you mean --json?)"],
    [['users', 'ada'], 'too many arguments'],
    [['account', 'add'], "Missing required argument 'name'"],
    [['sync', 'review', 'acme', 'maybe'], 'Allowed choices are accept, reject.'],
  ])('refuses %j with one line', async (args, words) => {
    const { exitCode, stderr } = await run({}, ...args);
    expect(stderr.toLowerCase()).toContain(words.toLowerCase());
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  it('does not repeat a token that was given as an argument', async () => {
    const secret = 'retool_01thisisasecret';
    for (const args of [
      [`--token=${secret}`],
      ['--token', secret],
      [secret],
      ['--token-env', `${secret}!`],
      ['--token-env', secret],
      ['--token-file', secret],
    ]) {
      const { exitCode, stderr } = await run({}, 'account', 'add', 'acme', ...args);
      expect(exitCode).toBe(2);
      expect(stderr).not.toContain(secret);
    }
    expect((await run({}, 'account', 'add', secret)).stderr).not.toContain(secret);
  });
});
