import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRunAccounts } from '../../store/run-accounts.js';
import { getRun } from '../../store/runs.js';
import { tryNowUpdate } from '../../workflows/messages.js';
import { connectToWrite } from '../setup/commanded-system.js';
import { makeTestFolder } from '../setup/folder.js';
import { startOffboarding } from '../setup/offboarding.js';
import { until } from '../setup/until.js';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.js';

let system: WholeSystem;
const names = ['two-admins', 'drift', 'no-groups', 'limited', 'slow'];

beforeAll(async () => {
  const latency = { perCallMs: 100, per100RowsMs: 0 };
  system = await startWholeSystem({
    accounts: names.map((name) => ({ name, domain: `${name}.example`, ...(name === 'slow' && { latency }) })),
  });
  const path = join(await makeTestFolder(), 'policy.yaml');
  await writeFile(path, 'version: 1\ndefault_time_zone: UTC\nsecond_look:\n  after: 24h\n  repair: true\n');
  system.workerOptions.policy = { path, required: true };
  // Two workers: no lock of one process helps.
  await Promise.all([system.startWorker(), system.startWorker()]);
  for (const name of names) {
    const { tokens, special } = system.simulator.account(name);
    const source = { kind: 'stored' as const, token: name === 'no-groups' ? tokens.noGroupsWrite : tokens.full };
    await connectToWrite(system, name, { source, tokenOwnerEmail: special.external });
  }
});
afterAll(() => system.close());

const stateOf = async (runId: string) => (await listRunAccounts(system.database.db, runId))[0];

test('two leavers at the same moment cannot be the last two admins', async () => {
  const { special, describeUser } = system.simulator.account('two-admins');
  const both = [special.soleAdmin, special.breakGlass];
  const only = { onlyAccounts: ['two-admins'] };
  const runs = await Promise.all(both.map((email) => startOffboarding(system, email, only)));
  await until(async () => {
    const states = await Promise.all(runs.map(async ({ run }) => (await stateOf(run.id))?.state));
    return states.every((state) => state === 'held' || state === 'verified');
  });
  expect(both.filter((email) => describeUser(email).active)).not.toEqual([]);
});

test('two admins who lose the group of admins at the same moment are not both without it', async () => {
  const { special, describeUser, groups } = system.simulator.account('slow');
  const admins = groups().find(({ name }) => name === 'admin') ?? expect.unreachable('no group of admins');
  const wanted = { everywhere: { memberships: { present: [], absent: [admins.id] } } };
  const both = [special.soleAdmin, special.breakGlass];
  // Nobody leaves, so no plan holds the other: each sees two admins, and counts once more just before it writes.
  const asked = { kind: 'move' as const, wanted, onlyAccounts: ['slow'] };
  const runs = await Promise.all(both.map((email) => startOffboarding(system, email, asked)));
  const states = () => Promise.all(runs.map(async ({ run }) => (await stateOf(run.id))?.state ?? 'pending'));
  await until(async () => (await states()).every((state) => state === 'held' || state === 'verified'));
  expect((await states()).toSorted()).toEqual(['held', 'verified']);
  expect(both.filter((email) => describeUser(email).isAdmin)).toHaveLength(1);
});

test('what comes back within a day is removed again once, and recorded', async () => {
  const { special, describeUser, change } = system.simulator.account('drift');
  const { run, handle } = await startOffboarding(system, special.leaver, { onlyAccounts: ['drift'] });
  await until(async () => (await getRun(system.database.db, run.id)).verifiedAt !== null);
  change.enableUser(special.leaver);
  change.addMember('editor', special.leaver);
  await handle.executeUpdate(tryNowUpdate, { args: [{ reason: 'the test does not wait a day' }] });
  expect(await handle.result()).toMatchObject({ outcome: 'verified' });
  expect(describeUser(special.leaver)).toMatchObject({ active: false, groups: [] });
  expect((await stateOf(run.id))?.secondLook).toBe('as verified');
});

test('a token without groups:write keeps nobody enabled', async () => {
  const { special, describeUser } = system.simulator.account('no-groups');
  const { run } = await startOffboarding(system, special.leaver, { onlyAccounts: ['no-groups'] });
  await until(async () => (await stateOf(run.id))?.state === 'held');
  expect(describeUser(special.leaver).active).toBe(false);
  expect((await stateOf(run.id))?.detail).toContain('disabled');
});

test('a list that Retool does not give for its rate limit keeps nobody enabled, and is read once it does', async () => {
  const { special, describeUser } = system.simulator.account('limited');
  const refusal = { kind: 'status', status: 429, retryAfter: 1 } as const;
  const fault = system.simulator.faults.add({ account: 'limited', method: 'GET', path: '/workflows', fault: refusal });
  const { run } = await startOffboarding(system, special.leaver, { onlyAccounts: ['limited'] });
  await until(async () => !describeUser(special.leaver).active && describeUser(special.leaver).groups.length === 0);
  expect((await stateOf(run.id))?.state).not.toBe('verified');
  fault.remove();
  await until(async () => (await stateOf(run.id))?.state === 'verified');
  expect((await stateOf(run.id))?.detail).not.toContain('not checked');
});
