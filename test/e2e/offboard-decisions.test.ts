import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideUpdate } from '../../workflows/messages.js';
import { type CommandedSystem, startCommandedSystem } from '../setup/commanded-system.js';
import { until } from '../setup/until.js';

const policy = `
version: 1
default_time_zone: Europe/Berlin
approvals:
  offboard: always
  group: [alma]
  second_group: [bert]
  escalate_after: 24h
`;

let system: CommandedSystem;
beforeAll(async () => {
  system = await startCommandedSystem({ accounts: [{ name: 'cloud' }], policy, operators: ['alma', 'bert'] });
});
afterAll(() => system.close());

const as = (name: 'alma' | 'bert', ...args: string[]) => system.as(name)(args);

async function begin(by: 'alma' | 'bert', email: string): Promise<string> {
  const { stdout, stderr } = await as(by, 'offboard', email, '--now', '--reason', 'left');
  const run = stdout.split('\n')[0] ?? '';
  expect(run, stderr).toMatch(/^offboard\//);
  await until(async () => (await as(by, 'run', run)).stdout.includes('waiting-for-approval'));
  return run;
}

test('nothing is done before somebody whom the policy names has approved the plan that is shown', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const run = await begin('bert', special.leaver);
  expect((await as('bert', 'run', run)).stdout).toContain('disable the user');
  expect(await as('bert', 'approve', run, '--reason', 'me')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('The policy lets alma decide'),
  });
  expect(describeUser(special.leaver).active).toBe(true);
  expect(await as('alma', 'approve', run, '--reason', 'agreed')).toMatchObject({ exitCode: 0 });
  await until(() => !describeUser(special.leaver).active);
  await until(async () => (await as('bert', 'run', run)).stdout.includes('verified'));
  expect((await as('bert', 'run', run)).stdout).toContain('approve by alma: agreed');
});

test('who asked for a run does not have it act earlier than it was approved for', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const [run = ''] = (await as('bert', 'offboard', special.mobile, '--last-day', '2099-12-31')).stdout.split('\n');
  const isAt = (stage: string) => until(async () => (await as('bert', 'run', run)).stdout.includes(` · ${stage}`));
  await isAt('waiting-for-approval');
  expect(await as('alma', 'approve', run, '--reason', 'agreed')).toMatchObject({ exitCode: 0 });
  await isAt('waiting\n');
  for (const command of [['try-now'], ['reschedule', '--last-day', '2099-11-30']]) {
    const [kind = '', ...when] = command;
    expect(await as('bert', kind, run, ...when, '--reason', 'sooner')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/was approved for 2100-01-01 00:00 .* has to move it earlier\. Ask alma\./),
    });
  }
  const { stdout } = await as('bert', 'run', run);
  expect(stdout).not.toContain('sooner');
  expect(await as('bert', 'reschedule', run, '--last-day', '2100-01-31', '--reason', 'later')).toMatchObject({
    exitCode: 0,
  });
  expect(describeUser(special.mobile).active).toBe(true);
  const sooner = ['reschedule', run, '--last-day', '2099-11-30', '--reason', 'agreed'];
  expect(await as('alma', ...sooner)).toMatchObject({ exitCode: 0 });
  expect(await as('bert', 'cancel', run, '--reason', 'stays')).toMatchObject({ exitCode: 0 });
  await isAt('cancelled');
});

test('nobody approves a request of their own', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const run = await begin('alma', special.mobile);
  expect(await as('alma', 'approve', run, '--reason', 'me')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringMatching(/somebody else has to approve it\. .*: steward operator add NAME --role approver/),
  });
  expect(await as('alma', 'reject', run, '--reason', 'a mistake')).toMatchObject({ exitCode: 0 });
  await until(async () => (await as('alma', 'run', run)).stdout.includes('rejected'));
  expect(describeUser(special.mobile).active).toBe(true);
});

test('a decision that the run refuses is kept as refused, with the reason', async () => {
  const { special } = system.simulator.account('cloud');
  const run = await begin('bert', special.groupAdmin);
  const tried = await as('bert', 'try-now', run, '--reason', 'in a hurry');
  expect(tried).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('Nothing is waited for') });
  const { stdout } = await as('bert', 'run', run);
  expect(stdout).toContain('try-now by bert: in a hurry (not taken: Nothing is waited for: waiting-for-approval.)');
});

test('the second group decides once nobody of the first did for long', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const run = await begin('alma', special.disabled);
  expect(await as('bert', 'approve', run, '--reason', 'me')).toMatchObject({ exitCode: 1 });
  const askedAt = new Date(Date.now() - 25 * 60 * 60_000);
  await system.database.db.updateTable('runs').set({ askedAt }).where('workflowId', '=', run).execute();
  expect(await as('bert', 'approve', run, '--reason', 'alma is away')).toMatchObject({ exitCode: 0 });
  await until(async () => (await as('bert', 'run', run)).stdout.includes(' · verified'));
  expect(describeUser(special.disabled).groups).toEqual([]);
});

test('a decision about one run approves no other', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  const run = await begin('bert', special.external);
  const { db } = system.database;
  const [other] = await db.selectFrom('decisions').select('id').where('kind', '=', 'approve').execute();
  const handle = system.client.workflow.getHandle(run);
  const update = handle.executeUpdate(decideUpdate, { args: [{ decisionId: other?.id ?? '' }] });
  await expect(update).rejects.toThrow();
  expect((await as('bert', 'run', run)).stdout).toContain('waiting-for-approval');
  expect(describeUser(special.external).active).toBe(true);
});

test('a freeze stops writes within the run, and it goes on by itself when the freeze ends', async () => {
  const { special, describeUser } = system.simulator.account('cloud');
  expect(await as('alma', 'freeze', '--all', '--reason', 'an incident')).toMatchObject({ exitCode: 0 });
  const run = await begin('bert', special.neverSignedIn);
  await as('alma', 'approve', run, '--reason', 'agreed');
  await until(async () => (await as('alma', 'run', run)).stdout.includes('held: writes are stopped'));
  expect(describeUser(special.neverSignedIn).active).toBe(true);
  expect(await as('alma', 'override', run, '--guard', 'writes-frozen', '--reason', 'now')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Nobody can override writes-frozen'),
  });
  expect(await as('alma', 'unfreeze', '--all')).toMatchObject({ exitCode: 0 });
  await until(() => !describeUser(special.neverSignedIn).active);
});
