import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Evidence } from '../../domain/evidence/evidence.js';
import { findRunByWorkflowId } from '../../store/runs.js';
import { type CommandedSystem, startCommandedSystem } from '../setup/commanded-system.js';
import type { Steward } from '../setup/steward.js';
import { until } from '../setup/until.js';

const policy = `
version: 1
default_time_zone: Europe/Berlin
moves: { overlap: 7d }
matching: all
rules:
  - { name: staff, when: everybody, in: '*', groups: [Staff] }
  - { name: finance, when: { department: Finance }, in: '*', groups: [Ledger] }
  - { name: sales, when: { department: Sales }, in: '*', groups: [Pipeline] }
`;

let system: CommandedSystem;
let steward: Steward;
let nelly: string;

beforeAll(async () => {
  system = await startCommandedSystem({
    accounts: [{ name: 'cloud' }],
    policy,
    prepare({ change }) {
      for (const name of ['Staff', 'Ledger', 'Pipeline', 'By hand']) change.createGroup(name);
    },
  });
  ({ steward } = system);
  nelly = `nelly.newcomer@${system.simulator.account('cloud').special.leaver.split('@')[1] ?? ''}`;
});
afterAll(() => system.close());

const userOf = (email: string) => system.simulator.account('cloud').describeUser(email);

async function begin(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await steward([...args, '--reason', 'as agreed']);
  expect({ stderr, exitCode }).toMatchObject({ exitCode: 0 });
  return stdout.split('\n')[0] ?? '';
}

const reaches = (run: string, stage: string) =>
  until(async () => (await findRunByWorkflowId(system.database.db, run))?.stage === stage);

const endNow = (run: string) => steward(['try-now', run, '--reason', 'it is over']);

test('a dry run of an onboarding shows every call, and nobody is known afterwards', async () => {
  const { stdout, exitCode } = await steward(['onboard', nelly, '--attribute', 'department=Finance', '--dry-run']);
  expect({ stdout, exitCode }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('POST /users') });
  expect(stdout).toMatch(/→ {2}add to Ledger +POST/);
  expect(userOf(nelly).active).not.toBe(true);
  expect(await system.database.db.selectFrom('people').selectAll().execute()).toEqual([]);
});

test('a joiner gets a user and the groups of the rules, and it is verified', async () => {
  const args = ['onboard', nelly, '--full-name', 'Nelly Newcomer', '--attribute', 'department=Finance', '--wait'];
  await begin(...args);
  expect(userOf(nelly)).toMatchObject({ active: true });
  expect(userOf(nelly).groups.toSorted()).toEqual(['Ledger', 'Staff']);
});

test('a mover gets the new first, and loses the old after the overlap; what was given by hand stays', async () => {
  system.simulator.account('cloud').change.addMember('By hand', nelly);
  const run = await begin('move', nelly, '--attribute', 'department=Sales');
  await reaches(run, 'in-force');
  expect(userOf(nelly).groups.toSorted()).toEqual(['By hand', 'Ledger', 'Pipeline', 'Staff']);

  await endNow(run);
  await reaches(run, 'done');
  expect(userOf(nelly).groups.toSorted()).toEqual(['By hand', 'Pipeline', 'Staff']);
});

test('access for a time ends with exactly what it gave', async () => {
  const run = await begin('access', 'grant', nelly, '--account', 'cloud', '--group', 'ledger', '--until', '2099-12-31');
  await reaches(run, 'in-force');
  expect(userOf(nelly).groups).toContain('Ledger');

  await endNow(run);
  await reaches(run, 'done');
  expect(userOf(nelly).groups.toSorted()).toEqual(['By hand', 'Pipeline', 'Staff']);
});

test('a suspension takes the sign-in away and keeps everything else; lifted, the user is back', async () => {
  const run = await begin('suspend', nelly);
  await reaches(run, 'in-force');
  expect(userOf(nelly)).toMatchObject({ active: false });
  expect(userOf(nelly).groups).toContain('Pipeline');

  await endNow(run);
  await reaches(run, 'done');
  const { stdout } = await steward(['evidence', run, '--format', 'json']);
  const { verdict, accounts } = JSON.parse(stdout) as Evidence;
  expect(verdict).toContain('What was asked for is so, and verified, in 1 of 1 account');
  expect(accounts[0]?.steps.map(({ text, readBack }) => [text, readBack])).toEqual([
    ['disable the user', 'proven'],
    ['end all sessions', 'not-readable'],
    ['enable the user', 'proven'],
  ]);
  expect(userOf(nelly)).toMatchObject({ active: true });
  expect(userOf(nelly).groups.toSorted()).toEqual(['By hand', 'Pipeline', 'Staff']);
});

test('whoever left and is onboarded again has what the rules say, and nothing of before', async () => {
  await begin('offboard', nelly, '--now', '--wait');
  await begin('onboard', nelly, '--wait');
  expect(userOf(nelly)).toMatchObject({ active: true });
  expect(userOf(nelly).groups.toSorted()).toEqual(['Pipeline', 'Staff']);
});

test('an unknown group is refused with the name that was probably meant', async () => {
  const { stderr, exitCode } = await steward([
    'access',
    'grant',
    nelly,
    '--account',
    'cloud',
    '--group',
    'Legder',
    '--reason',
    'x',
  ]);
  expect({ stderr, exitCode }).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Did you mean "Ledger"?'),
  });
});

const synced = () => system.sync('cloud');
const groupNames = () =>
  system.simulator
    .account('cloud')
    .groups()
    .map(({ name }) => name);

test('a group is made, filled, and deleted only once somebody says its members may lose it', async () => {
  await begin('group', 'create', 'Year end', '--account', 'cloud', '--wait');
  expect(groupNames()).toContain('Year end');
  await synced();
  await begin('group', 'members', 'year end', '--account', 'cloud', '--add', nelly, '--wait');
  expect(userOf(nelly).groups).toContain('Year end');
  await synced();
  const { stdout } = await steward(['group', 'members', 'Year end', '--account', 'cloud', '--csv']);
  expect(stdout).toContain(nelly);

  const run = await begin('group', 'rename', 'Year end', 'Closing', '--account', 'cloud', '--wait');
  expect(userOf(nelly).groups).toContain('Closing');
  expect(JSON.parse((await steward(['evidence', run, '--format', 'json'])).stdout)).toMatchObject({
    accounts: [{ steps: [{ text: 'rename group Year end to Closing', readBack: 'proven' }] }],
  });

  const deleting = await steward(['group', 'delete', 'Year end', '--account', 'cloud', '--reason', 'over', '--wait']);
  expect(deleting.exitCode).toBe(1);
  expect(deleting.stdout).toContain('1 member loses what it gives');
  expect(groupNames()).toContain('Closing');
  const held = deleting.stdout.split('\n')[0] ?? '';
  await steward(['override', held, '--guard', 'group-members', '--account', 'cloud', '--reason', 'it is over']);
  await reaches(held, 'done');
  expect(groupNames()).not.toContain('Closing');
});

test('a group that Retool brings itself is never renamed or deleted', async () => {
  for (const args of [
    ['delete', 'Viewer'],
    ['rename', 'Viewer', 'Readers'],
  ]) {
    const { stderr, exitCode } = await steward(['group', ...args, '--account', 'cloud', '--reason', 'tidy']);
    expect({ stderr, exitCode }).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('one of the groups that Retool brings itself'),
    });
  }
});
