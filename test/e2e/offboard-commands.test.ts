import { afterAll, beforeAll, expect, test } from 'vitest';
import { pointsOf } from '../../domain/rate.js';
import { createPerson } from '../../store/people.js';
import { findRunByWorkflowId } from '../../store/runs.js';
import { ticketQuery } from '../../workflows/messages.js';
import { type CommandedSystem, startCommandedSystem } from '../setup/commanded-system.js';
import type { Steward } from '../setup/steward.js';
import { until } from '../setup/until.js';

let system: CommandedSystem;
let steward: Steward;

beforeAll(async () => {
  // So many users that the limit of removals within a day stops none of these tests.
  system = await startCommandedSystem({ accounts: [{ name: 'cloud', users: 400 }] });
  ({ steward } = system);
});
afterAll(() => system.close());

const getRunOf = async (name: string) => {
  const run = await findRunByWorkflowId(system.database.db, name);
  return run ?? expect.unreachable(`there is no run ${name}`);
};

test('a dry run shows every call with its cost, and changes nothing', async () => {
  const simulated = system.simulator.account('cloud');
  const { leaver } = simulated.special;
  system.simulator.journal.clear();
  const { stdout, exitCode } = await steward(['offboard', leaver, '--now', '--dry-run']);
  expect(exitCode).toBe(0);
  const { firstName, lastName } = simulated.findUser(leaver) ?? {};
  expect(stdout).toContain(`${firstName} ${lastName} · ${leaver} · acts at once\n`);
  expect(stdout).toContain('disable the user');
  expect(stdout).toContain('PATCH /users/{userId}');
  expect(stdout).toMatch(/hand over: access token/);
  const read = system.simulator.journal.entries({ account: 'cloud' });
  const planned = [...stdout.matchAll(/(?:POST|PATCH|DELETE) (\/\S+)$/gm)].map(([, template = '']) => ({ template }));
  const points = (calls: { template?: string | undefined }[]) =>
    calls.reduce((sum, { template = '' }) => sum + pointsOf(template), 0);
  const cost = `cost ${points(planned)} points of 100000 a minute; reading took ${points(read)}, and reading back`;
  expect(stdout).toContain(cost);
  const changing = read.filter(({ method, template }) => method !== 'GET' && template !== '/permissions/listObjects');
  expect(changing).toEqual([]);
  expect(await system.database.db.selectFrom('people').selectAll().execute()).toEqual([]);
});

test('a dry run says that a moment is past, and refuses none', async () => {
  const { leaver } = system.simulator.account('cloud').special;
  const { stdout, exitCode } = await steward(['offboard', leaver, '--at', '2020-01-01T00:00Z', '--dry-run']);
  expect(stdout).toContain('acts 2020-01-01 00:00 UTC, in the past: acts at once');
  expect(exitCode).toBe(0);
});

test('a dry run of an address that no user has says so, and names the near one', async () => {
  const { leaver } = system.simulator.account('cloud').special;
  const mistyped = leaver.replace('@', 'x@');
  const { stderr, exitCode } = await steward(['offboard', mistyped, '--now', '--dry-run']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringContaining(
      `No user has ${mistyped}, as of the last syncs: look whether it is right. Near: ${leaver}`,
    ),
  });
});

test('a leaver is removed while the command waits, and the record is kept', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const { stdout, exitCode } = await steward(['offboard', special.leaver, '--now', '--reason', 'left', '--wait']);
  expect({ exitCode, stdout }).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('verified: disabled, 0 groups'),
  });
  expect(describeUser(special.leaver)).toMatchObject({ active: false, groups: [], grants: [], roleGrants: [] });
  const shown = await steward(['run', special.leaver]);
  expect(shown.stdout).toContain('asked by tess');
});

test('the last admin is held until somebody overrides it with a reason', async () => {
  const { special, describeUser, change } = system.simulator.account('cloud');
  change.disableUser(special.breakGlass);
  const held = await steward(['offboard', special.soleAdmin, '--now', '--wait']);
  expect(held).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('held: the last enabled admin') });
  expect(describeUser(special.soleAdmin).active).toBe(true);
  const [run] = held.stdout.split('\n');
  const override = ['override', run ?? '', '--guard', 'last-admin', '--reason', 'the account is closed'];
  expect(await steward(override)).toMatchObject({ exitCode: 0 });
  await until(() => !describeUser(special.soleAdmin).active);
});

test('a user nobody can tell is held until an operator links; names are shown here and kept nowhere', async () => {
  const { special, describeUser, findUser } = system.simulator.account('cloud');
  const [robin, other] = special.twice;
  await createPerson(system.database.db, { key: 'E-77', emails: special.twice });
  const dryRun = await steward(['offboard', 'E-77', '--now', '--dry-run']);
  const held = await steward(['offboard', 'E-77', '--now', '--wait']);
  expect(held).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('held: several users have this address') });
  const [run = ''] = held.stdout.split('\n');
  const { stdout } = await steward(['run', run]);
  for (const shown of [dryRun.stdout, stdout]) {
    expect(shown).toContain(`${findUser(robin)?.id ?? ''}  Robin Castellan <${robin}> · enabled`);
    expect(shown).toContain(`${findUser(other)?.id ?? ''}  Robin Castellan <${other}> · enabled`);
  }
  expect(stdout).toContain(`steward link ${run} --account cloud --user USER_ID`);
  const inHistory = JSON.stringify(await system.client.workflow.getHandle(run).query(ticketQuery));
  expect(inHistory).toContain('several users have this address');
  expect(inHistory).not.toMatch(/castellan/i);

  const link = ['link', run, '--account', 'cloud', '--user', findUser(robin)?.id ?? '', '--reason', 'asked Robin'];
  expect(await steward(link)).toMatchObject({ exitCode: 0 });
  await until(async () => (await getRunOf(run)).verifiedAt !== null);
  expect(describeUser(robin).active).toBe(false);
  expect(describeUser(other).active).toBe(true);
  expect((await steward(['run', run])).stdout).toContain('link by tess: asked Robin');
});

test('a run that waits is moved, then cancelled, and nothing was done', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const day = ['--last-day', '2099-12-31', '--time-zone', 'Europe/Berlin'];
  const started = await steward(['offboard', special.mobile, ...day]);
  const [run = ''] = started.stdout.split('\n');
  expect(started.stderr).toContain('2100-01-01 00:00 Europe/Berlin');
  expect(await steward(['reschedule', run, '--last-day', '2099-11-30', '--reason', 'earlier'])).toMatchObject({
    exitCode: 2,
  });
  const moved = await steward(['reschedule', run, ...day, '--reason', 'as agreed']);
  expect(moved).toMatchObject({
    exitCode: 0,
    stderr: expect.stringContaining('2100-01-01 00:00 Europe/Berlin (2099-12-31 23:00 UTC)'),
  });
  const tooEarly = ['--at', '2020-01-01T00:00Z', '--reason', 'the wrong year'];
  expect(await steward(['reschedule', run, ...tooEarly])).toMatchObject({ exitCode: 2 });
  expect(await steward(['cancel', run, '--reason', 'stays after all'])).toMatchObject({ exitCode: 0 });
  await until(async () => (await getRunOf(run)).outcome === 'cancelled');
  expect(describeUser(special.mobile).active).toBe(true);
});

test('what a run took is brought back, group admins as group admins', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const before = describeUser(special.groupAdmin);
  const [run = ''] = (await steward(['offboard', special.groupAdmin, '--now', '--wait'])).stdout.split('\n');
  expect(describeUser(special.groupAdmin)).toMatchObject({ active: false, groups: [] });
  expect(await steward(['try-now', run, '--reason', 'no day of waiting'])).toMatchObject({ exitCode: 0 });
  await until(async () => (await steward(['restore', run])).exitCode === 0);
  const { stdout } = await steward(['restore', run, '--apply', '--reason', 'a mistake']);
  expect(stdout).toContain('enable the user');
  await until(() => describeUser(special.groupAdmin).active);
  await until(() => describeUser(special.groupAdmin).groups.length === before.groups.length);
  const after = describeUser(special.groupAdmin);
  expect(after.groups.toSorted()).toEqual(before.groups.toSorted());
  expect(after.groupAdminOf).toEqual(before.groupAdminOf);
});

test('a leaver who is enabled again after the end asks for attention, until the access is taken away again', async () => {
  const { special, change } = system.simulator.account('cloud');
  const [run = ''] = (await steward(['offboard', special.external, '--now', '--wait'])).stdout.split('\n');
  expect(await steward(['try-now', run, '--reason', 'no day of waiting'])).toMatchObject({ exitCode: 0 });
  const runs = async () => (await steward(['runs', '--attention'])).stdout;
  await until(async () => (await getRunOf(run)).closedAt !== null);
  change.enableUser(special.external);
  expect(await system.sync('cloud')).toMatchObject({ counts: { cameBack: 1 } });
  expect(await runs()).toMatch(new RegExp(`${run} .*access-came-back`));
  expect((await steward(['changes', '--kind', 'leaver-came-back'])).stdout).toContain('disabled by us, enabled again');
  expect(await steward(['offboard', special.external, '--now', '--wait'])).toMatchObject({ exitCode: 0 });
  await system.sync('cloud');
  expect(await runs()).not.toContain(run);
});
