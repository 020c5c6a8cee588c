import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listChanges } from '../../store/changes.js';
import { listGroups } from '../../store/groups.js';
import { summarizeLicences } from '../../store/licences.js';
import { crowd, group, member, organization, syncOrganization, user } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const now = new Date('2026-11-24T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000).toISOString();

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const cloud = await addAccount(store.db, { name: 'cloud' });
  const onprem = await addAccount(store.db, { name: 'onprem' });
  await addAccount(store.db, { name: 'unsynced' });
  const people = [
    user('zoe', { isAdmin: true, lastActive: daysAgo(31) }),
    user('ada', { isAdmin: true, lastActive: daysAgo(1) }),
    user('ben', { active: false, lastActive: daysAgo(400) }),
    user('cyd', { lastActive: daysAgo(91) }),
    user('dan', { userType: 'embed', lastActive: null, createdAt: daysAgo(29) }),
  ];
  const flags = { audit_log_access: true };
  const groups = [group(7, 'finance', { universalAppAccess: 'use', flags }), group(8, 'Audit')];
  const memberships = [member(7, 'ada', true), member(7, 'ben'), member(7, 'ghost')];
  await syncOrganization(store, cloud.id, organization({ users: people, groups, memberships }), { now });
  const everybody = [group(1, 'All Users', { universalAppAccess: 'edit' })];
  const later = new Date(now.getTime() + 1000);
  await syncOrganization(store, onprem.id, organization({ users: crowd(), groups: everybody }), { now: later });
  const more = organization({ users: [...crowd(), user('ada'), user('ed')], groups: everybody });
  await syncOrganization(store, onprem.id, more, { now: new Date(now.getTime() + 2000) });
});
afterAll(() => store.close());

describe('the list of groups', () => {
  it('is in the order of names, with counts of members', async () => {
    const { groups, asOf } = await listGroups(store.db, {});
    expect(groups.map(({ accountName, name }) => [accountName, name])).toEqual([
      ['onprem', 'All Users'],
      ['cloud', 'Audit'],
      ['cloud', 'finance'],
    ]);
    expect(groups[2]).toMatchObject({
      id: 7,
      members: 3,
      enabledMembers: 1,
      groupAdmins: 1,
      universalAppAccess: 'use',
      flags: { audit_log_access: true },
    });
    expect(groups[1]).toMatchObject({ members: 0, enabledMembers: 0, groupAdmins: 0 });
    expect(asOf.map(({ accountName }) => accountName)).toEqual(['cloud', 'onprem', 'unsynced']);
  });

  it('can be narrowed by account and by part of the name', async () => {
    expect((await listGroups(store.db, { accounts: ['onprem'] })).groups).toHaveLength(1);
    expect((await listGroups(store.db, { name: 'AUD' })).groups).toMatchObject([{ name: 'Audit' }]);
    expect((await listGroups(store.db, { accounts: [] })).groups).toEqual([]);
  });
});

describe('the summary of licences', () => {
  it('counts seats and those of people who did not come, per account and in all', async () => {
    const { accounts, total } = await summarizeLicences(store.db, { now });
    expect(accounts[0]).toMatchObject({
      accountName: 'cloud',
      syncedAt: now,
      summary: {
        builder: { users: 2, inactive30: 1, inactive90: 0 },
        standard: { users: 1, inactive30: 1, inactive90: 1 },
        external: { users: 1, inactive30: 0, inactive90: 0 },
        seats: { users: 4, inactive30: 2, inactive90: 1 },
        disabled: 1,
        lowConfidence: 0,
      },
    });
    expect(accounts[1]?.summary).toMatchObject({ seats: { users: 12 }, lowConfidence: 12 });
    expect(accounts[2]?.summary).toMatchObject({ seats: { users: 0, inactive30: 0 }, disabled: 0 });
    expect(total).toMatchObject({ seats: { users: 16 }, standard: { users: 13 }, disabled: 1, lowConfidence: 12 });
  });

  it('counts only the accounts that are asked for', async () => {
    const { accounts, total } = await summarizeLicences(store.db, { accounts: ['onprem'], now });
    expect(accounts).toHaveLength(1);
    expect(total.seats.users).toBe(12);
  });
});

describe('the list of changes', () => {
  const kinds = async (filter: Parameters<typeof listChanges>[1]) =>
    (await listChanges(store.db, filter, { limit: 100 })).changes.map(({ accountName, kind }) => [accountName, kind]);

  it('shows the newest first', async () => {
    expect(await kinds({})).toEqual([
      ['onprem', 'user-appeared'],
      ['onprem', 'user-appeared'],
      ['onprem', 'baseline'],
      ['cloud', 'baseline'],
    ]);
  });

  it('can be narrowed by account, kind, time and run', async () => {
    expect(await kinds({ accounts: ['cloud'] })).toEqual([['cloud', 'baseline']]);
    expect(await kinds({ kinds: ['user-appeared'] })).toHaveLength(2);
    expect(await kinds({ kinds: [] })).toEqual([]);
    expect(await kinds({ since: new Date(now.getTime() + 1000) })).toHaveLength(3);
    const { changes } = await listChanges(store.db, { accounts: ['cloud'] }, { limit: 1 });
    expect(await kinds({ runId: changes[0]?.runId })).toEqual([['cloud', 'baseline']]);
  });

  it('goes on page by page to its end', async () => {
    const first = await listChanges(store.db, {}, { limit: 3 });
    expect(first.changes).toHaveLength(3);
    const second = await listChanges(store.db, {}, { limit: 3, before: first.next ?? undefined });
    expect(second).toMatchObject({ changes: [{ accountName: 'cloud' }], next: null });
  });
});
