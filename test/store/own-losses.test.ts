import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Step } from '../../domain/plan/step.js';
import { appendLedger } from '../../store/ledger.js';
import { crowd, group, member, organization, syncOrganization, user } from '../setup/organization.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const names = crowd().map(({ firstName }) => String(firstName));
const finance = group(7, 'Finance');
const everybody = organization({
  users: crowd(),
  groups: [finance],
  memberships: names.map((name) => member(7, name)),
});
/** The first so many are disabled and in no group any more. */
const without = (count: number) =>
  organization({
    users: names.map((name, index) => user(name, { active: index >= count })),
    groups: [finance],
    memberships: names.slice(count).map((name) => member(7, name)),
  });

async function addSyncedAccount() {
  const account = await addAccount(store.db);
  await syncOrganization(store, account.id, everybody);
  return account;
}

const disable = (name: string): Step => ({
  id: `disableUser/user_${name}`,
  kind: 'disableUser',
  userId: `user_${name}`,
  wasAdmin: false,
  reason: '',
});
const leave = (name: string): Step => ({
  id: `removeFromGroup/7/user_${name}`,
  kind: 'removeFromGroup',
  userId: `user_${name}`,
  groupId: 7,
  groupName: 'Finance',
  wasGroupAdmin: false,
  reason: '',
});

/** What a run set out to do, as its ledger has it. */
async function intend(accountId: string, steps: Step[]): Promise<void> {
  const { id: runId } = await addRun(store.db);
  const intents = steps.map((step) => ({ kind: 'step-intended' as const, accountId, stepId: step.id, step, fence: 1 }));
  await appendLedger(store.db, runId, intents);
}

it('a sync applies what our own runs have disabled and removed, however much', async () => {
  const { id } = await addSyncedAccount();
  await intend(
    id,
    names.slice(0, 8).flatMap((name) => [disable(name), leave(name)]),
  );
  expect(await syncOrganization(store, id, without(8))).toMatchObject({ outcome: 'applied' });
});

it('a sync is held when more than a few others vanish beside them', async () => {
  const { id } = await addSyncedAccount();
  await intend(
    id,
    names.slice(0, 4).flatMap((name) => [disable(name), leave(name)]),
  );
  expect(await syncOrganization(store, id, without(8))).toMatchObject({
    outcome: 'held',
    reasons: ['4 of 10 users vanished or disabled', '4 of 10 memberships vanished'],
  });
});

it('a sync does not take the loss of memberships for ours where only the user was to be disabled', async () => {
  const { id } = await addSyncedAccount();
  await intend(id, names.slice(0, 4).map(disable));
  expect(await syncOrganization(store, id, without(4))).toMatchObject({ reasons: ['4 of 10 memberships vanished'] });
});

it('a sync applies the deletion of groups by our own runs, with their memberships, and holds those by others', async () => {
  const groups = [7, 8, 9, 10].map((id) => group(id, `Group ${id}`));
  const memberships = names.map((name) => member(7, name));
  const before = organization({ users: crowd(), groups, memberships });
  const after = organization({ users: crowd() });
  const [ours, others] = [await addAccount(store.db), await addAccount(store.db)];
  for (const { id } of [ours, others]) await syncOrganization(store, id, before);
  const remove = (groupId: number) =>
    ({ id: `deleteGroup/${groupId}`, kind: 'deleteGroup', groupId, groupName: '', reason: '' }) as unknown as Step;
  await intend(
    ours.id,
    groups.map(({ id }) => remove(id)),
  );
  expect(await syncOrganization(store, ours.id, after)).toMatchObject({ outcome: 'applied' });
  expect(await syncOrganization(store, others.id, after)).toMatchObject({
    reasons: ['4 of 4 groups vanished', '10 of 10 memberships vanished'],
  });
});

it('a sync does not count what runs did in another account, or long before the sync before it', async () => {
  const [first, second] = [await addSyncedAccount(), await addSyncedAccount()];
  await intend(
    first.id,
    names.slice(0, 4).flatMap((name) => [disable(name), leave(name)]),
  );
  expect(await syncOrganization(store, second.id, without(4))).toMatchObject({ outcome: 'held' });
  const inAnHour = new Date(Date.now() + 3_600_000);
  await store.db.updateTable('syncRuns').set({ openedAt: inAnHour }).where('accountId', '=', first.id).execute();
  expect(await syncOrganization(store, first.id, without(4))).toMatchObject({ outcome: 'held' });
});
