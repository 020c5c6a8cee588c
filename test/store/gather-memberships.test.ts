import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { compareAndApply } from '../../store/compare.js';
import { gatherMembershipsAhead } from '../../store/gather-memberships.js';
import { dropStaging, gatheredTable, StagingLostError } from '../../store/staging-tables.js';
import { crowd, group, member, organization, readOrganization, user } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let account: Account;
beforeEach(async () => {
  account = await addAccount(store.db);
});

const acme = organization({
  users: [...crowd(), user('ada'), user('casey')],
  groups: [group(1, 'All Users'), group(5, 'Builders', { universalAppAccess: 'edit' }), group(7, 'External Users')],
  memberships: [
    ...crowd().map(({ id: userId }) => ({ groupId: 1, userId, isGroupAdmin: false })),
    ...[member(1, 'ada'), member(5, 'ada', true), member(7, 'ada')],
    ...[member(1, 'casey'), member(7, 'casey')],
  ],
});

const inventory = async () => {
  const { rows } = await sql<{ userId: string }>`
    select user_id, group_ids, admin_of, licence, licence_rule from user_groups g
    join users u on u.account_id = g.account_id and u.id = g.user_id
    where g.account_id = ${account.id} order by user_id`.execute(store.db);
  return rows;
};

/** The lists of Ada and Casey; everybody else is in All Users alone. */
const lists = (rows: { userId: string }[]) => rows.filter(({ userId }) => /ada|casey/.test(userId));

const expected = [
  { userId: 'user_ada', groupIds: [1, 5, 7], adminOf: [5], licence: 'external', licenceRule: 'external-group' },
  { userId: 'user_casey', groupIds: [1, 7], adminOf: [], licence: 'external', licenceRule: 'external-group' },
];

it('gives the inventory that a comparison without it gives', async () => {
  const reading = await readOrganization(store, account.id, acme);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  const result = await compareAndApply(store.db, { ...reading, now: new Date() });
  expect(result).toMatchObject({ outcome: 'applied', counts: { users: 12, memberships: 15 } });
  expect(lists(await inventory())).toEqual(expected);

  const again = await readOrganization(store, account.id, acme);
  expect(await compareAndApply(store.db, { ...again, now: new Date() })).toMatchObject({ counts: { changes: 0 } });
});

it('is taken by the comparison instead of gathering again', async () => {
  const reading = await readOrganization(store, account.id, acme);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  await sql`update ${gatheredTable(reading.runId)} set in_external = false`.execute(store.db);
  await compareAndApply(store.db, { ...reading, now: new Date() });
  expect(lists(await inventory())).toMatchObject([{ licence: 'builder' }, { licence: 'standard' }]);
});

it.each([
  ['a crash emptied it', () => sql`true`],
  ['an attempt before left it', () => sql`user_id = 'user_ada'`],
])('does not count when %s', async (_what, gone) => {
  const reading = await readOrganization(store, account.id, acme);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  await sql`delete from ${gatheredTable(reading.runId)} where ${gone()}`.execute(store.db);
  await compareAndApply(store.db, { ...reading, now: new Date() });
  expect(lists(await inventory())).toEqual(expected);
});

it('does not count when memberships came twice: each is taken once all the same', async () => {
  const twice = { ...acme, memberships: [...acme.memberships, member(7, 'ada'), member(7, 'casey')] };
  const reading = await readOrganization(store, account.id, twice);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  await compareAndApply(store.db, { ...reading, now: new Date() });
  expect(lists(await inventory())).toEqual(expected);
});

it('replaces what it gathered before', async () => {
  const reading = await readOrganization(store, account.id, acme);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  await gatherMembershipsAhead(store.db, reading.runId, 1);
  await compareAndApply(store.db, { ...reading, now: new Date() });
  expect(lists(await inventory())).toEqual(expected);
});

it('says so when the run was closed in the meantime', async () => {
  const { runId } = await readOrganization(store, account.id, acme);
  await dropStaging(store.db, runId);
  await expect(gatherMembershipsAhead(store.db, runId, 1)).rejects.toThrow(StagingLostError);
});
