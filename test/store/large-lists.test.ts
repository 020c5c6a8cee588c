import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGroup, fillInventory } from '../../scripts/bench/fill-inventory.js';
import { listUsers, type ListedUser, type UserFilter, type UserPosition } from '../../store/users.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

const total = 100_000;
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const inactiveSince = daysAgo(200);

/** As the table has them, without any of the list's conditions. */
interface Row {
  accountId: string;
  accountName: string;
  id: string;
  email: string;
  active: boolean;
  isAdmin: boolean;
  licence: string | null;
  lastActive: Date | null;
  createdAt: Date;
  groupIds: number[];
  adminOf: number[];
}

let store: TestStore;
let rows: Row[];

beforeAll(async () => {
  store = await openTestStore();
  for (const name of ['cloud', 'onprem']) {
    const { id } = await addAccount(store.db, { name });
    await fillInventory(store.db, id, total / 2);
  }
  rows = await store.db
    .selectFrom('users as u')
    .innerJoin('accounts as a', 'a.id', 'u.accountId')
    .innerJoin('userGroups as g', (join) =>
      join.onRef('g.accountId', '=', 'u.accountId').onRef('g.userId', '=', 'u.id'),
    )
    .select(['u.accountId', 'a.name as accountName', 'u.id', 'u.email', 'u.active', 'u.isAdmin', 'u.licence'])
    .select(['u.lastActive', 'u.createdAt', 'g.groupIds', 'g.adminOf'])
    .$castTo<Row>()
    .execute();
  const order = ({ email, accountId, id }: Row) => `${email.toLowerCase()} ${accountId} ${id}`;
  rows.sort((one, other) => (order(one) < order(other) ? -1 : 1));
});
afterAll(() => store.close());

/** All pages of a list, each begun where the one before ended. */
async function readAll(filter: UserFilter, limit: number): Promise<ListedUser[]> {
  const listed: ListedUser[] = [];
  let after: UserPosition | undefined;
  do {
    const page = await listUsers(store.db, filter, { limit, after });
    listed.push(...page.users);
    after = page.next ?? undefined;
  } while (after);
  return listed;
}

const keyOf = ({ accountId, id }: { accountId: string; id: string }) => `${accountId} ${id}`;

describe('a list of 100,000 users, read page by page', () => {
  it.each<[string, UserFilter, (row: Row) => boolean]>([
    ['everybody', {}, () => true],
    ['an account', { accounts: ['onprem'] }, ({ accountName }) => accountName === 'onprem'],
    [
      'enabled of an account',
      { status: 'enabled', accounts: ['cloud'] },
      (row) => row.active && row.accountName === 'cloud',
    ],
    ['disabled', { status: 'disabled' }, ({ active }) => !active],
    ['admins', { role: 'admin' }, ({ isAdmin }) => isAdmin],
    ['users that are disabled', { role: 'user', status: 'disabled' }, (row) => !row.isAdmin && !row.active],
    ['group admins', { role: 'group-admin' }, ({ adminOf }) => adminOf.length > 0],
    ['a licence', { licence: 'external' }, ({ licence }) => licence === 'external'],
    ['no licence', { licence: 'none' }, ({ licence }) => licence === null],
    ['a group', { group: aGroup }, ({ groupIds }) => groupIds.map(Number).includes(7)],
    ['part of the email', { email: 'PERSON.AB' }, ({ email }) => email.toLowerCase().includes('person.ab')],
    ['inactive', { inactiveSince }, ({ lastActive, createdAt }) => (lastActive ?? createdAt) < inactiveSince],
    ['never signed in', { neverSignedIn: true }, ({ lastActive }) => lastActive === null],
  ])('has each of %s once, and in order', async (_what, filter, isMeant) => {
    const expected = rows.filter(isMeant).map(keyOf);
    expect(expected.length, 'the test means somebody').toBeGreaterThan(90);
    const listed = await readAll(filter, Math.max(50, Math.ceil(expected.length / 9)));
    // Compared as one text: of two long lists a difference would be shown for minutes.
    expect(listed.map(keyOf).join('\n') === expected.join('\n')).toBe(true);
  });
});
