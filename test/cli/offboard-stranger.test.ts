import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { addOperator } from '../../store/operators.js';
import { createPerson, putLink } from '../../store/people.js';
import { crowd, organization, syncOrganization, user } from '../setup/organization.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
  const { key } = await addOperator(store.db, { name: 'olga', role: 'operator', expiresAt: new Date('2199-01-01') });
  steward = createSteward({ DATABASE_URL: store.url, STEWARD_OPERATOR_KEY: key });
  account = await addAccount(store.db);
  await syncOrganization(store, account.id, organization({ users: [...crowd(), user('nobody')] }));
});
afterAll(() => store.close());

const offboard = async (name: string) => (await steward(['offboard', name, '--at', '2199-01-01T00:00Z'])).stderr;

it('warns that no user has the address of a leaver, and names those that are near', async () => {
  expect(await offboard('Nobdy@acme.example')).toContain(
    'No user has nobdy@acme.example, as of the last syncs: look whether it is right. Near: nobody@acme.example.\n',
  );
});

it('says nothing of a leaver with a user, found by address or by a link', async () => {
  const { id, key } = await createPerson(store.db, { emails: ['married@acme.example'] });
  await putLink(store.db, { accountId: account.id, personId: id, userId: 'user_p1', linkedBy: 'olga', reason: null });
  expect(await offboard('NOBODY@acme.example')).not.toContain('No user has');
  expect(await offboard(key)).not.toContain('No user has');
});
