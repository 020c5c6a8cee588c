import { afterAll, beforeAll, expect, it } from 'vitest';
import { findKnown } from '../../cli/offboard/find-known.js';
import type { Leaver } from '../../cli/offboard/read-leavers.js';
import { defaultPolicy } from '../../domain/policy/default-policy.js';
import { type Account, updateAccount } from '../../store/accounts.js';
import { organization, syncOrganization, user } from '../setup/organization.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const now = new Date('2026-11-27T12:00:00Z');
const exclusion = {
  owner: 'legal',
  reason: 'a case is open',
  expiresOn: '2099-12-30',
  expiresAt: '2099-12-31T00:00:00.000Z',
};
const policy = { ...defaultPolicy, exclusions: [{ ...exclusion, email: 'held@acme.example', account: '*' }] };

let store: TestStore;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
  account = await addAccount(store.db, { access: 'write', tokenOwnerEmail: 'Owner@acme.example' });
  const users = [
    ...['ann', 'ben', 'held', 'owner'].map((name) => user(name)),
    user('boss', { isAdmin: true }),
    user('gone', { active: false }),
  ];
  await syncOrganization(store, account.id, organization({ users }));
});
afterAll(() => store.close());

const leavers = ['ann', 'ben', 'held', 'owner', 'boss', 'gone', 'nobody'].map((name, index): Leaver => ({
  line: index + 1,
  name: `${name}@acme.example`,
  reason: null,
  person: undefined,
}));

it('counts as the dry run does: without those whom something else than the limit holds', async () => {
  const { removals, strangers } = await findKnown(store.db, { leavers, accounts: [account], policy, now });
  expect(removals).toEqual([{ account, count: 3 }]);
  expect(strangers).toEqual([7]);
});

it('takes every admin for the owner of the token while that is not known', async () => {
  const unknown = await updateAccount(store.db, account.id, { tokenOwnerEmail: null });
  const { removals } = await findKnown(store.db, { leavers, accounts: [unknown], policy, now });
  expect(removals).toEqual([{ account: unknown, count: 3 }]);
});
