import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listUsers, type UserFilter, type UserPosition } from '../../store/users.js';
import { group, member, organization, syncOrganization, user } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const now = new Date('2026-11-24T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 24 * 60 * 60_000);

const cloud = organization({
  users: [
    user('Zoe', { email: 'Zoe@acme.example', isAdmin: true }),
    user('ada', { seatType: 'internalUser' }),
    user('ben', { active: false, lastActive: daysAgo(40).toISOString() }),
    user('cyd', { lastActive: null, createdAt: daysAgo(10).toISOString() }),
    user('dan', { lastActive: null, createdAt: daysAgo(100).toISOString(), userType: 'embed' }),
    user('eve', { lastActive: null, createdAt: null }),
  ],
  groups: [group(1, 'All Users'), group(7, 'Finance'), group(8, 'audit')],
  memberships: [member(1, 'ada'), member(7, 'ada', true), member(8, 'ada'), member(7, 'ben'), member(9, 'cyd')],
});
const onprem = organization({
  users: [user('ada'), user('finn')],
  groups: [group(70, 'finance')],
  memberships: [member(70, 'finn')],
});

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
  const accounts = [await addAccount(store.db, { name: 'cloud' }), await addAccount(store.db, { name: 'onprem' })];
  for (const [index, read] of [cloud, onprem].entries()) {
    await syncOrganization(store, accounts[index]?.id ?? '', read, { now });
  }
  await addAccount(store.db, { name: 'unsynced' });
});
afterAll(() => store.close());

const names = async (filter: UserFilter) => {
  const { users } = await listUsers(store.db, filter, { limit: 100 });
  return users.map(({ accountName, email }) => `${accountName}:${email.split('@')[0]}`);
};

describe('the list of users', () => {
  it('is in the order of emails, over all accounts', async () => {
    const all = (await names({})).map((name) => name.split(':')[1]);
    expect(all).toEqual(['ada', 'ada', 'ben', 'cyd', 'dan', 'eve', 'finn', 'Zoe']);
  });

  it.each<[string, UserFilter, string[]]>([
    ['account', { accounts: ['onprem'] }, ['onprem:ada', 'onprem:finn']],
    ['account that does not exist', { accounts: ['nobody'] }, []],
    ['no account at all', { accounts: [] }, []],
    ['disabled', { status: 'disabled' }, ['cloud:ben']],
    [
      'enabled',
      { status: 'enabled', accounts: ['cloud'] },
      ['ada', 'cyd', 'dan', 'eve', 'Zoe'].map((n) => `cloud:${n}`),
    ],
    ['admin', { role: 'admin' }, ['cloud:Zoe']],
    ['user', { role: 'user', accounts: ['cloud'] }, ['ada', 'ben', 'cyd', 'dan', 'eve'].map((n) => `cloud:${n}`)],
    ['group admin', { role: 'group-admin' }, ['cloud:ada']],
    ['builder', { licence: 'builder' }, ['cloud:Zoe']],
    ['external', { licence: 'external' }, ['cloud:dan']],
    ['no licence', { licence: 'none' }, ['cloud:ben']],
    ['group, in any case', { group: 'FINANCE' }, ['cloud:ada', 'cloud:ben', 'onprem:finn']],
    ['group in one account', { group: 'finance', accounts: ['onprem'] }, ['onprem:finn']],
    ['group that does not exist', { group: 'financ' }, []],
    ['part of the email', { email: 'ZO' }, ['cloud:Zoe']],
    ['inactive, also never seen', { inactiveSince: daysAgo(30) }, ['cloud:ben', 'cloud:dan', 'cloud:eve']],
    ['inactive for long', { inactiveSince: daysAgo(90) }, ['cloud:dan', 'cloud:eve']],
    ['never signed in', { neverSignedIn: true }, ['cloud:cyd', 'cloud:dan', 'cloud:eve']],
    [
      'all at once',
      { status: 'enabled', neverSignedIn: true, inactiveSince: daysAgo(90), licence: 'external' },
      ['cloud:dan'],
    ],
  ])('can be narrowed: %s', async (_, filter, expected) => {
    expect(await names(filter)).toEqual(expected);
  });

  it('shows what is known of a user', async () => {
    const { users } = await listUsers(store.db, { accounts: ['cloud'], email: 'ada' }, { limit: 1 });
    expect(users).toMatchObject([
      {
        id: 'user_ada',
        accountName: 'cloud',
        status: 'enabled',
        role: 'user',
        licence: 'standard',
        licenceRule: 'seat-type',
        licenceConfidence: 'high',
        groups: ['All Users', 'audit', 'Finance'],
        groupAdminOf: ['Finance'],
        lastActive: new Date('2026-11-23T09:00:00Z'),
      },
    ]);
  });

  it('shows a group that is not known by its id', async () => {
    const { users } = await listUsers(store.db, { email: 'cyd' }, { limit: 1 });
    expect(users).toMatchObject([{ groups: ['group 9'], lastActive: null }]);
  });

  it('says as of when it is true, for each account', async () => {
    const { asOf } = await listUsers(store.db, {}, { limit: 1 });
    expect(asOf.map(({ accountName, syncedAt }) => [accountName, syncedAt])).toEqual([
      ['cloud', now],
      ['onprem', now],
      ['unsynced', null],
    ]);
  });

  it.each([1, 2, 3, 8, 9])('gives the same in pages of %i', async (limit) => {
    const whole = await listUsers(store.db, {}, { limit: 100 });
    expect(whole.next).toBeNull();
    const paged = [];
    let after: UserPosition | null | undefined;
    do {
      const page = await listUsers(store.db, {}, { limit, after: after ?? undefined });
      expect(page.users.length).toBeLessThanOrEqual(limit);
      paged.push(...page.users);
      after = page.next;
    } while (after);
    expect(paged).toEqual(whole.users);
  });

  it('loses nobody between pages, whatever their emails are', async () => {
    const odd = fc.string({
      unit: fc.constantFrom('a', 'A', 'Z', 'z', 'É', 'é', 'ß', 'İ', '_', '@', '.', '+', '😀'),
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(odd, { minLength: 3, maxLength: 12 }), async (emails) => {
        const account = await addAccount(store.db);
        const users = emails.map((email, index) => user(`u${index}`, { email }));
        await syncOrganization(store, account.id, organization({ users }));
        const seen = [];
        let after: UserPosition | null | undefined;
        do {
          const page = await listUsers(store.db, { accounts: [account.name] }, { limit: 2, after: after ?? undefined });
          seen.push(...page.users.map(({ id }) => id));
          after = page.next;
        } while (after);
        expect(seen.toSorted()).toEqual(users.map(({ id }) => id).toSorted());
      }),
      { numRuns: 8 },
    );
  });
});
