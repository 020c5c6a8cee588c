import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connectTemporal, type TemporalConnection } from '../../client/connect-temporal.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { createSealer } from '../../codec/sealer.js';
import { removeLocalStack, writeLocalStack } from '../../cli/stack/stack-file.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import type { OperatorRole } from '../../domain/run.js';
import { reconcileScheduleId } from '../../domain/workflow-ids.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { type SimulatedAccount, type Simulator, startSimulator } from '../../simulator/index.js';
import { type Account, findAccountByName, listAccounts, updateAccount } from '../../store/accounts.js';
import { resolveToken } from '../../store/credentials.js';
import { addOperator } from '../../store/operators.js';
import { takePoints } from '../../store/rate-budget.js';
import { openRunAccounts } from '../../store/run-accounts.js';
import { startDevServer } from '../setup/dev-server.js';
import { addRun } from '../setup/lifecycle.js';
import { createSteward, type Steward, type StewardRun } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const keys = generateKeyRing();

let server: RunningTemporal;
let temporal: TemporalConnection;
let store: TestStore;
let simulator: Simulator;
let as: (role: OperatorRole) => Promise<Steward>;
let steward: Steward;
let folder: string;
let cloud: SimulatedAccount;
let onprem: SimulatedAccount;

beforeAll(async () => {
  [server, store, simulator, folder] = await Promise.all([
    startDevServer(),
    openTestStore(),
    startSimulator({
      accounts: [
        { name: 'acme-cloud' },
        { name: 'acme-onprem', profile: '3.243' },
        { name: 'small', plan: 'business', users: 14 },
      ],
    }),
    mkdtemp(join(tmpdir(), 'steward-account-')),
  ]);
  const { address } = server;
  temporal = await connectTemporal({ address, dataConverter: createDataConverter(keys) });
  cloud = simulator.account('acme-cloud');
  onprem = simulator.account('acme-onprem');
  as = async (role) => {
    const expiresAt = new Date('2199-01-01T00:00:00Z');
    const { key } = await addOperator(store.db, { name: `${role}-${randomUUID()}`, role, expiresAt });
    return createSteward({
      DATABASE_URL: store.url,
      TEMPORAL_ADDRESS: address,
      STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
      STEWARD_STATE_DIR: folder,
      STEWARD_OPERATOR_KEY: key,
    });
  };
  steward = await as('admin');
});

afterEach(async () => {
  await store.pool.query('delete from accounts');
  simulator.faults.clear();
});

afterAll(async () => {
  await temporal.close();
  await Promise.all([server.close(), store.close(), simulator.close(), rm(folder, { recursive: true, force: true })]);
});

async function add(account: SimulatedAccount, input: string, ...args: string[]): Promise<StewardRun> {
  return await steward(['account', 'add', account.name, '--host', account.baseUrl, '--token-stdin', ...args], {
    input: `${input}\n`,
  });
}

async function getAccountOf(name: string): Promise<Account> {
  const account = await findAccountByName(store.db, name);
  if (!account) throw new Error(`There is no account ${name}.`);
  return account;
}

async function expectNothingSaved(): Promise<void> {
  expect(await listAccounts(store.db)).toEqual([]);
}

/** How often the comparison of schedules and accounts was asked for. */
async function reconcileRequests(): Promise<number> {
  const { info } = await temporal.client.schedule.getHandle(reconcileScheduleId).describe();
  return info.numActionsTaken + info.numActionsSkippedOverlap + info.runningActions.length;
}

describe('steward account add', () => {
  it('says line by line what was found, keeps account and token together, asks for the schedule', async () => {
    const { exitCode, stdout, stderr } = await add(cloud, cloud.tokens.read);
    expect(stderr).toContain('✔ reachable, answers as Retool 4.70');
    expect(stderr).toContain(`✔ token accepted · organization ${cloud.organizationId}`);
    for (const scope of ['users:read', 'groups:read', 'organization:read']) expect(stderr).toContain(`✔ ${scope}`);
    expect(stderr).toContain('– groups:write  not given, and not needed to read');
    expect(stdout).toBe('acme-cloud  connected · read only · sync every hour\n');
    expect(stderr).toMatch(/The first sync starts as soon as a worker runs\. Follow it: .*\n$/);
    expect(exitCode).toBe(0);

    const account = await findAccountByName(store.db, 'acme-cloud');
    expect(account).toMatchObject({
      organizationId: cloud.organizationId,
      access: 'read',
      state: 'active',
      timing: { kind: 'interval', everyMs: 3_600_000 },
      retoolVersion: expect.stringMatching(/^4\.70/),
    });
    const readers = { sealer: createSealer(keys), readVariable: () => undefined };
    expect(await resolveToken(store.db, readers, account?.id ?? '')).toMatchObject({
      token: cloud.tokens.read,
      confirmed: true,
    });
    expect(await reconcileRequests()).toBeGreaterThan(0);
  });

  it('says that the first sync starts now only where a worker is known to run', async () => {
    const stack = { pid: process.pid, startedAt: new Date().toISOString(), codecUrl: 'http://127.0.0.1:8234' };
    const { address: temporalAddress, namespace } = server;
    writeLocalStack(folder, { ...stack, temporalAddress, namespace });
    expect((await add(cloud, cloud.tokens.read)).stderr).toContain('The first sync starts now.');
    await store.pool.query('delete from accounts');
    writeLocalStack(folder, { ...stack, temporalAddress: '127.0.0.1:1', namespace });
    expect((await add(cloud, cloud.tokens.read)).stderr).toContain('starts as soon as a worker runs.');
    removeLocalStack(folder, process.pid);
  });

  it('shows the token nowhere: not to the reader, not in the database', async () => {
    const { stdout, stderr } = await add(cloud, cloud.tokens.full, '--write');
    const { rows } = await store.pool.query('select accounts::text, credentials::text from accounts, credentials');
    const seen = stdout + stderr + JSON.stringify(rows);
    expect(seen).not.toContain(cloud.tokens.full);
    expect(seen).not.toContain(Buffer.from(cloud.tokens.full).toString('hex'));
  });

  it('finds the owner of the token where Retool tells, and takes writing only with the scopes for it', async () => {
    const { exitCode, stdout, stderr } = await add(cloud, cloud.tokens.full, '--write');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`✔ owner of the token: ${cloud.special.soleAdmin}`);
    expect(stdout).toContain('read and write');

    const refused = await add(onprem, onprem.tokens.noGroupsWrite, '--write');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('✖ groups:write  adding and removing group members will not work');
    expect(refused.stderr).toContain('create a token with groups:write');
    expect(await findAccountByName(store.db, 'acme-onprem')).toBeUndefined();
  });

  it('takes the owner from the command line where Retool does not tell, and says what does not work without', async () => {
    const unknown = await add(onprem, onprem.tokens.write, '--write');
    expect(unknown.exitCode).toBe(0);
    expect(unknown.stderr).toContain('disabling any admin will be held');
    await store.pool.query('delete from accounts');
    await add(onprem, onprem.tokens.write, '--write', '--token-owner', 'it-admin@acme.example');
    expect(await findAccountByName(store.db, 'acme-onprem')).toMatchObject({
      tokenOwnerEmail: 'it-admin@acme.example',
    });
  });

  it('refuses a second account of the same organization, and a name that is taken', async () => {
    await add(cloud, cloud.tokens.read);
    const args = ['--host', cloud.gatewayUrl, '--token-stdin'];
    const same = await steward(['account', 'add', 'other', ...args], { input: cloud.tokens.full });
    expect(same.exitCode).toBe(2);
    expect(same.stderr).toContain('This organization is connected already, as acme-cloud.');
    const taken = await add(cloud, onprem.tokens.read);
    expect(taken.exitCode).toBe(2);
    expect(taken.stderr).toMatch(/^There is an account acme-cloud already\. Choose another name, or .* rotate-token/);
    expect(await listAccounts(store.db)).toHaveLength(1);
  });

  it.each([
    ['a token that is not accepted', () => add(cloud, 'retool_wrong'), 'Retool does not accept the token'],
    ['a plan without the API', () => add(simulator.account('small'), simulator.account('small').tokens.read), 'plan'],
    [
      'a host where nothing answers',
      () => steward(['account', 'add', 'acme', '--host', '127.0.0.1:1', '--token-stdin'], { input: 'retool_x' }),
      'gives no whole answer (ECONNREFUSED)',
    ],
    [
      'a host that is not Retool',
      () => steward(['account', 'add', 'acme', '--host', `${simulator.url}/x`, '--token-stdin'], { input: 'retool_x' }),
      'Retool API',
    ],
  ])('refuses %s, says what to do, and saves nothing', async (_case, run, words) => {
    const { exitCode, stdout, stderr } = await run();
    expect(stderr).toContain(words);
    expect(stderr).toContain('was not connected and nothing was saved');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
    await expectNothingSaved();
  });

  it('tells a sign-in page of a proxy from Retool', async () => {
    simulator.faults.add({ account: 'acme-cloud', fault: { kind: 'sign-in-page' } });
    const { exitCode, stderr } = await add(cloud, cloud.tokens.read);
    expect(stderr).toContain('answers with a sign-in page instead of the Retool API');
    expect(stderr).toContain('Let /api/v2 pass the proxy');
    expect(exitCode).toBe(2);
    await expectNothingSaved();
  });

  it.each([
    [['Acme'], 'lower-case letters'],
    [['review'], 'cannot name an account'],
    [['acme', '--every', '4m'], '5 minutes at most'],
    [['acme', '--cron', '0 6 * * *'], 'needs a time zone'],
    [['acme', '--cron', 'x', '--time-zone', 'UTC'], 'no cron expression'],
    [['acme', '--host', 'ftp://retool.acme.example'], 'Only https hosts'],
    [['acme', '--host', 'http://retool.acme.example'], 'Plain http'],
    [['acme', '--token-stdin', '--token-env', 'X'], 'More than one place for the token'],
    [['acme', '--token-env', 'STEWARD_NO_SUCH_TOKEN'], 'named by --token-env is not set'],
    [['acme', '--token-file', '/nonexistent/token'], 'cannot be read (ENOENT)'],
    [['acme', '--token-owner', 'me@acme.example'], 'Add --write'],
    [['acme', '--write', '--token-owner', 'me'], '--token-owner takes an email address'],
    [['acme', '--internal-domains', 'nope'], '"nope" is no domain'],
    [['acme'], 'No token was given. Use --token-stdin'],
  ])('refuses %j with one line and the remedy, before anything is asked', async (args, words) => {
    const { exitCode, stderr } = await steward(['account', 'add', ...args]);
    expect(stderr).toContain(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
    await expectNothingSaved();
  });

  it('refuses an empty or broken token', async () => {
    expect((await add(cloud, '  ')).stderr).toContain('The token is empty.');
    expect((await add(cloud, 'two words')).stderr).toContain('spaces, line ends');
    await expectNothingSaved();
  });

  it('keeps only the place of a token that is read from a file', async () => {
    const file = join(folder, 'token');
    await writeFile(file, `${cloud.tokens.read}\n`);
    const args = ['account', 'add', 'acme-cloud', '--host', cloud.baseUrl, '--token-file', file];
    expect((await steward(args)).exitCode).toBe(0);
    const { rows } = await store.pool.query('select kind, reference, sealed from credentials');
    expect(rows).toEqual([{ kind: 'file', reference: file, sealed: null }]);
  });
});

describe('on a terminal', () => {
  it('asks for the token and does not show what is typed', async () => {
    const args = ['account', 'add', 'acme-cloud', '--host', cloud.baseUrl];
    const { exitCode, stdout, stderr } = await steward(args, { typed: cloud.tokens.read, columns: 100 });
    expect(stderr).toContain('API access token (not shown): ');
    expect(stdout + stderr).not.toContain(cloud.tokens.read);
    expect(exitCode).toBe(0);
  });

  it('asks for the name before an account is removed', async () => {
    await add(cloud, cloud.tokens.read);
    const remove = (typed: string) => steward(['account', 'remove', 'acme-cloud'], { typed, columns: 100 });
    const other = await remove('acme-onprem');
    expect(other.stderr).toContain('That was another name. Nothing was changed.');
    expect(other.exitCode).toBe(1);
    expect(await listAccounts(store.db)).toHaveLength(1);
    expect((await remove('acme-cloud')).exitCode).toBe(0);
    await expectNothingSaved();
  });
});

describe('a Temporal without our search attributes', () => {
  it('is refused before anything is asked, and mended by setup', async () => {
    const { connection, namespace } = temporal;
    await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: ['StewardStage'] });
    const { exitCode, stderr } = await add(cloud, cloud.tokens.read);
    expect(stderr).toBe(
      'The Temporal namespace "default" lacks the search attributes StewardStage. Run: steward setup\n',
    );
    expect(exitCode).toBe(2);
    await expectNothingSaved();
    const setup = await steward(['setup']);
    expect(setup.stdout).toMatch(/^search attributes +added: StewardStage$/m);
    expect((await add(cloud, cloud.tokens.read)).exitCode).toBe(0);
  });
});

describe('steward account test', () => {
  it('exits 0 when everything that the account needs works, and notes what is new', async () => {
    await add(cloud, cloud.tokens.read);
    const { exitCode, stdout } = await steward(['account', 'test', 'acme-cloud']);
    expect(stdout).toMatch(/^acme-cloud · http:.* · tested \d\d:\d\d\n/);
    expect(stdout).toContain('(same as when connected)');
    expect(exitCode).toBe(0);
  });

  it('says that it waits while the rate budget of the account is used up', async () => {
    await add(cloud, cloud.tokens.read);
    const limit = { points: 60, windowMs: 1_500, margin: 0, peopleReserve: 0 };
    const { id } = await getAccountOf('acme-cloud');
    await updateAccount(store.db, id, { rateLimit: limit });
    await takePoints(store.db, { accountId: id, limit }, 'people', 60);
    const { exitCode, stdout, stderr } = await steward(['account', 'test', 'acme-cloud']);
    expect(stderr).toMatch(/^Waiting \d\.\d s for the rate budget of acme-cloud, which syncs use as well\.\n$/);
    expect(stdout).toContain('✔ users:read');
    expect(exitCode).toBe(0);
  });

  it('exits 1 and says what to do when something does not', async () => {
    await add(cloud, cloud.tokens.full, '--write');
    cloud.revokeToken(cloud.tokens.full);
    try {
      const { exitCode, stdout } = await steward(['account', 'test', 'acme-cloud']);
      expect(stdout).toContain('✖ Retool does not accept the token');
      expect(exitCode).toBe(1);
      const json = await steward(['account', 'test', 'acme-cloud', '--json']);
      expect(JSON.parse(json.stdout)).toMatchObject({ usable: false, problem: { kind: 'token-refused' } });
    } finally {
      cloud.restoreToken(cloud.tokens.full);
    }
  });

  it('stops the account when another organization answers, and keeps what was known', async () => {
    await add(cloud, cloud.tokens.full);
    cloud.swapToken(cloud.tokens.full, 'acme-onprem');
    try {
      const { exitCode, stdout } = await steward(['account', 'test', 'acme-cloud']);
      expect(stdout).toMatch(/✖ .*but acme-cloud is connected to/);
      expect(exitCode).toBe(1);
      expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({
        organizationId: cloud.organizationId,
        state: 'stopped',
        stateReason: 'wrong-organization',
      });
    } finally {
      cloud.swapToken(cloud.tokens.full, 'acme-cloud');
    }
  });
});

describe('who may change an account', () => {
  it.each<[string, OperatorRole, OperatorRole]>([
    ['add acme-onprem --token-env NO_TOKEN', 'operator', 'admin'],
    ['remove acme-cloud --yes', 'operator', 'admin'],
    ['rotate-token acme-cloud --token-env NO_TOKEN', 'operator', 'admin'],
    ['set acme-cloud --write', 'operator', 'admin'],
    ['set acme-cloud --host elsewhere.example', 'operator', 'admin'],
    ['set acme-cloud --read-only', 'viewer', 'operator'],
    ['set acme-cloud --every 1d', 'viewer', 'operator'],
    ['pause acme-cloud', 'viewer', 'operator'],
    ['resume acme-cloud', 'viewer', 'operator'],
  ])('"account %s" is refused to the role %s, and takes %s', async (command, lacking, needed) => {
    const before = await addAccount(store.db, { name: 'acme-cloud', access: 'read' });
    const { exitCode, stderr } = await (await as(lacking))(['account', ...command.split(' ')]);
    expect(stderr).toMatch(new RegExp(`^This takes the role ${needed}, and ${lacking}-.* is ${lacking}\\.`));
    expect(exitCode).toBe(2);
    expect(await listAccounts(store.db)).toEqual([before]);
    const allowed = await (await as(needed))(['account', ...command.split(' ')]);
    expect(allowed.stderr).not.toContain('takes the role');
  });
});

describe('looking after an account', () => {
  it('pauses and resumes, and asks for the schedules each time', async () => {
    await add(cloud, cloud.tokens.read);
    const before = await reconcileRequests();
    expect((await steward(['account', 'pause', 'acme-cloud', '--reason', 'moving hosts'])).stdout).toBe(
      'acme-cloud  paused\n',
    );
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({
      state: 'paused',
      stateReason: 'moving hosts',
    });
    expect((await steward(['account', 'show', 'acme-cloud'])).stdout).toContain('paused: moving hosts');
    expect((await steward(['account', 'resume', 'acme-cloud'])).stdout).toContain('acme-cloud  active');
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({ state: 'active', stateReason: null });
    expect(await reconcileRequests()).toBeGreaterThan(before);
  });

  it('resumes an account that was stopped only when the right organization answers', async () => {
    await add(cloud, cloud.tokens.full);
    const account = await findAccountByName(store.db, 'acme-cloud');
    await updateAccount(store.db, account?.id ?? '', { state: 'stopped', stateReason: 'wrong-organization' });
    cloud.swapToken(cloud.tokens.full, 'acme-onprem');
    const refused = await steward(['account', 'resume', 'acme-cloud']);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/^acme-cloud stays stopped: .*rotate-token acme-cloud/);
    cloud.swapToken(cloud.tokens.full, 'acme-cloud');
    expect((await steward(['account', 'resume', 'acme-cloud'])).exitCode).toBe(0);
  });

  it('changes settings, and shows them', async () => {
    await add(cloud, cloud.tokens.full);
    const args = [
      '--every',
      '15m',
      '--rate-limit',
      '600',
      '--internal-domains',
      'acme.example,acme.test',
      '--no-seat-type',
    ];
    const { exitCode, stdout } = await steward(['account', 'set', 'acme-cloud', ...args]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/synced +every 15 min/);
    expect(stdout).toMatch(/rate limit +600 points a minute\n/);
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({
      internalDomains: ['acme.example', 'acme.test'],
      ignoreSeatType: true,
    });
    await steward([
      'account',
      'set',
      'acme-cloud',
      '--rate-limit',
      'default',
      '--internal-domains',
      'none',
      '--seat-type',
    ]);
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({
      internalDomains: [],
      ignoreSeatType: false,
      rateLimit: null,
    });
  });

  it('prices calls as it was told, apart from the limit, until that is cleared', async () => {
    await add(cloud, cloud.tokens.full);
    const set = async (...args: string[]) => {
      const { stdout } = await steward(['account', 'set', 'acme-cloud', ...args]);
      return /rate limit +(.*)\n/.exec(stdout)?.[1];
    };
    expect(await set('--rate-cost', 'users=3', '--rate-cost', 'groups=0')).toBe(
      '300 points a minute, of a call: users 3, groups 0',
    );
    expect(await set('--rate-cost', 'users=4', '--rate-limit', '600')).toBe(
      '600 points a minute, of a call: users 4, groups 0',
    );
    expect(await set('--rate-limit', 'default')).toBe('300 points a minute, of a call: users 4, groups 0');
    const { stdout } = await steward(['account', 'show', 'acme-cloud', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ rateLimit: { points: 300, costs: { users: 4, groups: 0 } } });
    expect(await set('--rate-cost', 'default')).toBe('300 points a minute (default)');
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({ rateLimit: null });
  });

  it.each([
    [['--rate-cost', 'user=2'], 'No calls are known as "user". Known: access_requests, '],
    [['--rate-cost', 'users'], 'Write for example users=2'],
    [['--rate-cost', 'users=1.5'], 'Write for example users=2'],
    [['--rate-cost', 'users=101'], 'from 0 to 100'],
    [['--rate-cost', 'users=2', '--rate-cost', 'default'], "'default' stands alone"],
    [['--rate-cost', 'users=50', '--rate-limit', '40'], 'could never be paid from 40 points a minute'],
  ])('refuses %j with the remedy, and leaves the costs as they were', async (args, words) => {
    await add(cloud, cloud.tokens.full);
    const { exitCode, stderr } = await steward(['account', 'set', 'acme-cloud', ...args]);
    expect(stderr).toContain(words);
    expect(exitCode).toBe(2);
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({ rateLimit: null });
  });

  it('lets an account write only when its token can', async () => {
    await add(onprem, onprem.tokens.read);
    const refused = await steward(['account', 'set', 'acme-onprem', '--write']);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('acme-onprem stays as it was');
    expect(await findAccountByName(store.db, 'acme-onprem')).toMatchObject({ access: 'read' });
    expect((await steward(['account', 'set', 'acme-onprem'])).stderr).toContain('Nothing to set was given.');
  });

  it('takes another owner of the token only when Retool does not tell a different one', async () => {
    await add(cloud, cloud.tokens.full);
    const setOwner = (email: string) => steward(['account', 'set', 'acme-cloud', '--token-owner', email]);
    const refused = await setOwner('somebody@acme.example');
    expect(refused.stderr).toContain(`belongs to ${cloud.special.soleAdmin}, not to somebody@acme.example`);
    expect(refused.stderr).toContain('acme-cloud stays as it was');
    expect(refused.exitCode).toBe(2);
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({ tokenOwnerEmail: cloud.special.soleAdmin });
    expect((await setOwner(cloud.special.soleAdmin)).exitCode).toBe(0);
  });

  it('keeps what a probe found together with the setting it was made for', async () => {
    await add(onprem, onprem.tokens.write);
    const { exitCode, stderr } = await steward(['account', 'set', 'acme-onprem', '--token-owner', 'me@acme.example']);
    expect(stderr).toContain('✔ owner of the token: me@acme.example');
    expect(exitCode).toBe(0);
    const { rows } = await store.pool.query(
      'select accounts.xmin = credentials.xmin as together, token_owner_email from accounts, credentials',
    );
    expect(rows).toEqual([{ together: true, token_owner_email: 'me@acme.example' }]);
  });

  it('takes a new token of the same organization, and no other', async () => {
    await add(cloud, cloud.tokens.read);
    const rotate = (input: string) => steward(['account', 'rotate-token', 'acme-cloud', '--token-stdin'], { input });
    const refused = await steward(['account', 'rotate-token', 'acme-cloud', '--token-stdin'], {
      input: 'retool_wrong',
    });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('acme-cloud keeps its old token');

    const own = cloud.createToken({ label: 'new', scopes: ['users:read', 'groups:read', 'organization:read'] });
    expect((await rotate(own)).stdout).toBe('acme-cloud  has a new token\n');
    const account = await findAccountByName(store.db, 'acme-cloud');
    const readers = { sealer: createSealer(keys), readVariable: () => undefined };
    expect((await resolveToken(store.db, readers, account?.id ?? '')).token).toBe(own);
  });

  it('is resumed by the right token alone after it was stopped', async () => {
    await add(cloud, cloud.tokens.read);
    const stopped = await findAccountByName(store.db, 'acme-cloud');
    await updateAccount(store.db, stopped?.id ?? '', { state: 'stopped', stateReason: 'wrong-organization' });
    const args = ['account', 'rotate-token', 'acme-cloud', '--token-stdin'];
    expect((await steward(args, { input: cloud.tokens.full })).exitCode).toBe(0);
    expect(await findAccountByName(store.db, 'acme-cloud')).toMatchObject({ state: 'active', stateReason: null });
  });

  it('removes only what was meant', async () => {
    await add(cloud, cloud.tokens.read);
    const unasked = await steward(['account', 'remove', 'acme-cloud']);
    expect(unasked.exitCode).toBe(2);
    expect(unasked.stderr).toContain('add --yes');
    expect(await listAccounts(store.db)).toHaveLength(1);
    expect((await steward(['account', 'remove', 'acme-cloud', '--yes'])).stdout).toBe('acme-cloud  removed\n');
    await expectNothingSaved();
  });

  it('is not removed while runs are open there, unless those are abandoned by name', async () => {
    const account = await addAccount(store.db, { name: 'acme-cloud' });
    const other = await addAccount(store.db, { name: 'acme-onprem' });
    for (let number = 1; number <= 6; number += 1) {
      const { id } = await addRun(store.db, { workflowId: `offboard/E-${number}/1/1` });
      await openRunAccounts(store.db, id, [account]);
    }
    const { id: elsewhere } = await addRun(store.db, { workflowId: 'offboard/E-7/1/1' });
    await openRunAccounts(store.db, elsewhere, [other]);
    await addRun(store.db, { workflowId: 'offboard/E-8/1/1' });
    await addRun(store.db, { workflowId: 'offboard/E-9/1/1', onlyAccounts: ['acme-onprem'] });
    await addRun(store.db, { workflowId: 'offboard/E-10/1/1', closedAt: new Date() });
    try {
      const refused = await steward(['account', 'remove', 'acme-cloud', '--yes']);
      expect(refused.stderr).toMatch(
        /^7 runs are open in acme-cloud, .*: offboard\/E-1\/1\/1, .*E-5\/1\/1 and 2 more\./,
      );
      expect(refused.stderr).toContain('add --abandon-runs');
      expect(refused.exitCode).toBe(2);
      expect(await findAccountByName(store.db, 'acme-cloud')).toBeDefined();
      const unasked = await steward(['account', 'remove', 'acme-cloud', '--abandon-runs']);
      expect(unasked.exitCode).toBe(2);
      const removed = await steward(['account', 'remove', 'acme-cloud', '--yes', '--abandon-runs']);
      expect(removed.stderr).toContain('7 runs are open in acme-cloud');
      expect(removed.stdout).toBe('acme-cloud  removed\n');
    } finally {
      await store.db.deleteFrom('runs').execute();
    }
  });

  it('lists and shows accounts without their tokens', async () => {
    expect((await steward(['account', 'list'])).stderr).toContain('No account is connected yet.');
    await add(cloud, cloud.tokens.read);
    const list = JSON.parse((await steward(['account', 'list', '--json'])).stdout) as { rows: unknown[] };
    expect(list.rows).toMatchObject([{ account: 'acme-cloud', access: 'read', state: 'active', syncedAt: null }]);
    const shown = JSON.parse((await steward(['account', 'show', 'acme-cloud', '--json'])).stdout) as object;
    expect(shown).toMatchObject({ name: 'acme-cloud', token: 'stored', lastRun: null });
  });

  it.each(['show', 'test', 'pause', 'resume', 'set --every 1h', 'remove --yes'])(
    '%s of an unknown account suggests the known one',
    async (command) => {
      await add(cloud, cloud.tokens.read);
      const [verb = '', ...options] = command.split(' ');
      const { exitCode, stderr } = await steward(['account', verb, 'acme-clod', ...options]);
      expect(stderr).toBe('There is no account "acme-clod". Did you mean acme-cloud?\n');
      expect(exitCode).toBe(2);
    },
  );
});
