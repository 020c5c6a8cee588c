import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JournalEntry } from '../../simulator/index.js';
import { type CommandedSystem, startCommandedSystem } from '../setup/commanded-system.js';
import type { Steward } from '../setup/steward.js';
import { until } from '../setup/until.js';

const policy = `
version: 1
default_time_zone: UTC
removals: { per_account_and_day: { count: 6, share: 0 } }
exclusions:
  - { email: held@acme.example, account: '*', owner: legal, reason: a case is open, expires: 2099-12-31 }
`;

const leavers = ['ann', 'ben', 'cyd', 'dee', 'failing', 'held'];
const emailOf = (name: string) => `${name}@acme.example`;
const groups = ['editor', 'viewer'];

let system: CommandedSystem;
let steward: Steward;
let folder: string;

beforeAll(async () => {
  system = await startCommandedSystem({
    accounts: [
      { name: 'cloud', profile: '4.70', latency: { perCallMs: 20, per100RowsMs: 0 } },
      { name: 'onprem', profile: '3.243' },
    ],
    policy,
    prepare({ change }) {
      for (const one of [...leavers, 'x1', 'x2', 'x3']) change.createUser({ email: emailOf(one), groups });
    },
  });
  ({ steward, folder } = system);
});
afterAll(() => system.close());

const calls = (account: string, after = 0) => system.simulator.journal.entries({ account, after });
const last = (account: string) => calls(account).at(-1)?.number ?? 0;
const isDisabling = ({ method, path }: JournalEntry) => method === 'PATCH' && path.startsWith('/users/');
const isCleanUp = ({ method, path }: JournalEntry) => method !== 'GET' && /\/(logout|members\/)/.test(path);
const isRemoved = (account: string, name: string) => {
  const { active, groups: left } = system.simulator.account(account).describeUser(emailOf(name));
  return !active && left.length === 0;
};

test('a bad line starts nothing, and is told with its number', async () => {
  const input = 'ann@acme.example\nnot a person\n';
  const { exitCode, stderr } = await steward(['offboard-many', '-', '--release', '2099-01-01T00:00Z'], { input });
  expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(/line 2: .*nothing was started/) });
  expect(await system.database.db.selectFrom('runs').selectAll().execute()).toEqual([]);
});

test('a dry run plans everybody, reads each list once, and tells of the limit of removals', async () => {
  const input = [...leavers, 'x1', 'x2'].map(emailOf).join('\n');
  const before = last('cloud');
  const args = ['offboard-many', '-', '--release', '2099-01-01T00:00Z', '--dry-run'];
  const { exitCode, stdout, stderr } = await steward(args, { input });
  expect(exitCode).toBe(0);
  expect(stdout).toContain('cloud · would disable 7 of 8');
  expect(stdout).toContain(`cloud · line 2 · ${emailOf('ben')} · user_`);
  expect(stderr).toMatch(/cloud: 1 of 7 will be held .*6 a day, 6 left.*steward override --batch ID/s);
  expect(calls('cloud', before).filter(({ path }) => path === '/access_tokens')).toHaveLength(1);
  expect(calls('cloud', before).filter(({ method, path }) => method !== 'GET' && !path.includes('list'))).toEqual([]);
});

test('leavers of a batch are hidden, then disabled before anything else, and nobody delays the others', async () => {
  const file = join(folder, 'leavers.csv');
  await writeFile(file, ['email,reason', ...leavers.map((name) => `${emailOf(name)},the site closes`)].join('\r\n'));
  const started = await steward(['offboard-many', file, '--release', '2099-01-01T00:00Z']);
  expect(started).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('line 7') });
  const [batch = ''] = started.stdout.split('\n');
  const people = await system.database.db.selectFrom('people').select('key').execute();
  const ids = (await system.database.db.selectFrom('runs').select('workflowId').execute()).map((run) => run.workflowId);
  expect(ids).toHaveLength(6);
  const describe = async (id: string) => {
    const handle = system.client.workflow.getHandle(id);
    const { searchAttributes, staticSummary } = await handle.describe();
    return { searchAttributes, staticSummary, details: await handle.query('__temporal_workflow_metadata') };
  };
  await until(async () => {
    const rows = (await steward(['runs', '--batch', batch, '--json'])).stdout;
    return rows.split('"stage":"waiting"').length === 7;
  });
  const hidden = JSON.stringify(await Promise.all(ids.map(describe)));
  for (const { key } of people) expect(`${ids.join()} ${hidden}`).not.toContain(key);
  expect(hidden).toContain(`a leaver of batch ${batch.slice(0, 8)}`);

  const failing = system.simulator.account('cloud').findUser(emailOf('failing'));
  const fault = system.simulator.faults.add({
    account: 'cloud',
    method: 'PATCH',
    path: `/users/${failing?.id}`,
    fault: { kind: 'status', status: 500 },
  });
  const released = { cloud: last('cloud'), onprem: last('onprem') };
  const at = new Date(Date.now() + 1000).toISOString();
  const moved = await steward(['reschedule', '--batch', batch, '--at', at, '--reason', 'today already']);
  expect(moved).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('6 runs of 6') });
  await until(() =>
    ['ann', 'ben', 'cyd', 'dee'].every((name) => isRemoved('cloud', name) && isRemoved('onprem', name)),
  );
  expect(fault.played()).toBeGreaterThan(0);
  fault.remove();

  const inCloud = calls('cloud', released.cloud);
  const firstCleanUp = inCloud.find(isCleanUp)?.number ?? 0;
  const disabled = inCloud.filter((call) => isDisabling(call) && call.number < firstCleanUp);
  expect(new Set(disabled.map(({ path }) => path)).size).toBe(5);
  for (const path of ['/access_tokens', '/workflows', '/groups'])
    expect(inCloud.filter((call) => call.path === path && call.method === 'GET').length, path).toBeLessThan(6);
  const inOld = calls('onprem', released.onprem);
  for (const { path, number } of inOld.filter(isDisabling)) {
    const id = path.replace('/users/', '');
    const left = inOld.filter((call) => call.path.endsWith(`/members/${id}`));
    expect(left.map((call) => call.number < number)).toEqual([true, true]);
  }
  await until(() => isRemoved('cloud', 'failing'));
  const followed = await steward(['runs', '--batch', batch]);
  expect(followed.stdout).toContain('the policy excludes this person');
  await until(async () =>
    (await steward(['runs', '--batch', batch])).stdout.includes('6 leavers: 5 verified, 1 held.'),
  );
  const run = await system.database.db.selectFrom('runs').selectAll().where('stage', '=', 'verified').execute();
  const shown = await describe(run[0]?.workflowId ?? '');
  expect(people.map(({ key }) => key)).toContain(shown.searchAttributes['StewardPerson']?.[0]);
});

test('the limit of removals holds those who come last, until somebody decides for the batch', async () => {
  const names = ['x1', 'x2', 'x3'];
  const input = names.map(emailOf).join('\n');
  const release = new Date().toISOString();
  const args = ['offboard-many', '-', '--release', release, '--account', 'cloud', '--reason', 'the team goes'];
  const { exitCode, stdout, stderr } = await steward([...args, '--wait'], { input });
  expect(stderr).toMatch(/cloud: 2 of 3 will be held/);
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('3 leavers: 1 verified, 2 held.'),
  });
  expect(names.filter((name) => isRemoved('cloud', name))).toHaveLength(1);
  const [batch = ''] = stdout.split('\n');
  const override = ['override', '--batch', batch, '--guard', 'removal-limit', '--reason', 'so many leave'];
  expect(await steward(override)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('3 runs of 3') });
  await until(() => names.every((name) => isRemoved('cloud', name)));
});
