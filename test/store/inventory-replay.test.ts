import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listChanges, type ListedChange } from '../../store/changes.js';
import { group, organization, type Organization, syncOrganization, user } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const names = ['ada', 'ben', 'cyd', 'dan'];
const groupIds = [2, 3, 5];

const person = fc.record({
  firstName: fc.constantFrom('A', 'B', null),
  active: fc.boolean(),
  isAdmin: fc.boolean(),
  seatType: fc.constantFrom('builder', 'internalUser', null),
  lastActive: fc.constantFrom('2026-11-01T00:00:00.000Z', null),
});

const anyOrganization: fc.Arbitrary<Organization> = fc
  .record({
    people: fc.record(Object.fromEntries(names.map((name) => [name, fc.option(person)]))),
    groups: fc.record(Object.fromEntries(groupIds.map((id) => [id, fc.option(fc.constantFrom('use', 'edit'))]))),
    members: fc.subarray(names.flatMap((name) => groupIds.map((groupId) => ({ groupId, userId: `user_${name}` })))),
    admins: fc.func(fc.boolean()),
  })
  .map(({ people, groups, members, admins }) =>
    organization({
      users: Object.entries(people).flatMap(([name, changes]) => (changes ? [user(name, changes)] : [])),
      groups: Object.entries(groups).flatMap(([id, level]) =>
        level ? [group(Number(id), `Group ${id}`, { universalAppAccess: level })] : [],
      ),
      memberships: members.map((one) => ({ ...one, isGroupAdmin: admins(one.groupId, one.userId) })),
    }),
  );

/** What an organization is, in the terms of the change feed. */
function stateOf({ users, memberships }: Organization): Record<string, unknown> {
  return Object.fromEntries([
    ...users.map(({ id, active, isAdmin }) => [id, { active, role: isAdmin ? 'admin' : 'user' }]),
    ...memberships.map(({ groupId, userId, isGroupAdmin }) => [`${userId} in ${groupId}`, isGroupAdmin]),
  ]) as Record<string, unknown>;
}

function replay(state: Record<string, unknown>, { kind, userId, groupId, detail }: ListedChange): void {
  const [person, membership] = [userId ?? '', `${userId} in ${groupId}`];
  const known = state[person] as object;
  if (kind === 'user-appeared') state[person] = { active: detail['active'], role: detail['role'] };
  if (kind === 'user-gone') delete state[person];
  if (kind === 'user-disabled') state[person] = { ...known, active: false };
  if (kind === 'user-re-enabled') state[person] = { ...known, active: true };
  if (kind === 'role-changed') state[person] = { ...known, role: detail['after'] };
  if (kind === 'group-joined' || kind === 'group-admin-changed') state[membership] = detail['groupAdmin'];
  if (kind === 'group-left') delete state[membership];
}

/** The inventory as the database has it, in the same terms as `stateOf`, and each user's whole row. */
async function inventory(accountId: string) {
  const users = await store.db
    .selectFrom('users')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('id')
    .execute();
  const { rows } = await store.pool.query<{ key: string; admin: boolean }>(
    `select user_id || ' in ' || group_id as key, is_group_admin as admin from memberships where account_id = $1`,
    [accountId],
  );
  const state = Object.fromEntries([
    ...users.map(({ id, active, isAdmin }) => [id, { active, role: isAdmin ? 'admin' : 'user' }]),
    ...rows.map(({ key, admin }) => [key, admin]),
  ]) as Record<string, unknown>;
  return { state, rows: users.map(({ accountId: _account, firstSeenAt: _seen, ...row }) => row) };
}

// Fifteen organizations and their syncs, on whatever machine.
describe('whatever happens to an organization', { timeout: 120_000 }, () => {
  it('the inventory is what was read last, as if it had been read first, and the feed tells how it came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOrganization, { minLength: 2, maxLength: 4 }), async (readings) => {
        const account = await addAccount(store.db);
        const fresh = await addAccount(store.db);
        for (const read of readings) await syncOrganization(store, account.id, read, { acceptShrinkage: true });
        const last = readings.at(-1) as Organization;
        await syncOrganization(store, fresh.id, last);

        const found = await inventory(account.id);
        expect(found.state).toEqual(stateOf(last));
        expect(found.rows).toEqual((await inventory(fresh.id)).rows);

        const told = stateOf(readings[0] as Organization);
        const { changes } = await listChanges(store.db, { accounts: [account.name] }, { limit: 1000 });
        for (const change of changes.reverse()) replay(told, change);
        expect(told).toEqual(found.state);
      }),
      { numRuns: 15 },
    );
  });
});
