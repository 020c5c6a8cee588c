import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { featuresOf } from '../../domain/retool-version.js';
import {
  AccountNameTakenError,
  AccountNotFoundError,
  findAccountByName,
  getAccount,
  insertAccount,
  listAccounts,
  OrganizationTakenError,
  removeAccount,
  updateAccount,
} from '../../store/accounts.js';
import { crowd, group, member, organization, readOrganization, syncOrganization } from '../setup/organization.js';
import { addAccount, newAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

const nobody = '00000000-0000-4000-8000-000000000000';

describe('accounts', () => {
  it('are kept as they were given', async () => {
    const given = newAccount({
      name: 'acme-cloud',
      timing: { kind: 'cron', expression: '0 6 * * *', timeZone: 'Europe/Berlin' },
      scopes: { 'users:read': 'present', 'groups:write': 'missing' },
      rateLimit: { points: 45, windowMs: 60_000, margin: 0.03, peopleReserve: 0.1 },
      internalDomains: ['acme.example'],
    });
    const inserted = await insertAccount(store.db, given);
    expect(inserted).toMatchObject({ ...given, state: 'active', syncedAt: null, ignoreSeatType: false });
    expect(await getAccount(store.db, inserted.id)).toEqual(inserted);
    expect(await findAccountByName(store.db, 'acme-cloud')).toEqual(inserted);
  });

  it('that were kept by an earlier version get the features it did not know, by the version of their Retool', async () => {
    const { deleteDisables, ...later } = featuresOf([3, 186, 0]);
    const { id, name } = await addAccount(store.db, { retoolVersion: '3.186.2' });
    const features = JSON.stringify({ deleteDisables });
    await store.pool.query('update accounts set features = $1 where id = $2', [features, id]);
    const complete = { deleteDisables, ...later };
    expect((await getAccount(store.db, id)).features).toEqual(complete);
    expect((await findAccountByName(store.db, name))?.features).toEqual(complete);
    expect((await listAccounts(store.db)).map((account) => account.features)).toEqual([complete]);
    expect((await updateAccount(store.db, id, { state: 'paused' })).features).toEqual(complete);
  });

  it('are listed by name', async () => {
    for (const name of ['b', 'c', 'a']) await addAccount(store.db, { name });
    expect((await listAccounts(store.db)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  it('have names of their own', async () => {
    const [first, second] = [await addAccount(store.db), await addAccount(store.db)];
    await expect(addAccount(store.db, { name: first.name })).rejects.toThrow(AccountNameTakenError);
    await expect(updateAccount(store.db, second.id, { name: first.name })).rejects.toThrow(AccountNameTakenError);
  });

  it('are not two for the same organization', async () => {
    const { organizationId } = await addAccount(store.db);
    await expect(addAccount(store.db, { organizationId })).rejects.toThrow(OrganizationTakenError);
  });

  it('change only in what a patch names', async () => {
    const account = await addAccount(store.db);
    const patch = { state: 'paused', timing: { kind: 'interval', everyMs: 300_000 }, rateLimit: null } as const;
    expect(await updateAccount(store.db, account.id, patch)).toEqual({ ...account, ...patch });
    expect(await updateAccount(store.db, account.id, {})).toMatchObject(patch);
  });

  it('that do not exist cannot be read or changed', async () => {
    expect(await findAccountByName(store.db, 'nobody')).toBeUndefined();
    await expect(getAccount(store.db, nobody)).rejects.toThrow(AccountNotFoundError);
    await expect(updateAccount(store.db, nobody, { state: 'paused' })).rejects.toThrow(AccountNotFoundError);
    expect(await removeAccount(store.db, nobody)).toBe(false);
  });

  it('leave nothing behind when they are removed, and nothing of another account', async () => {
    const read = organization({ users: crowd(), groups: [group(1, 'Finance')], memberships: [member(1, 'p1')] });
    const [gone, kept] = [await addAccount(store.db), await addAccount(store.db)];
    for (const { id } of [gone, kept]) await syncOrganization(store, id, read);
    await readOrganization(store, gone.id, read);
    expect(await removeAccount(store.db, gone.id)).toBe(true);
    const counted = await store.pool.query(`select
      (select count(*) from users) as users, (select count(*) from user_groups) as "userGroups",
      (select count(*) from groups) as groups, (select count(*) from changes) as changes,
      (select count(*) from sync_runs) as runs,
      (select count(*) from pg_tables where schemaname = 'staging') as staging`);
    expect(counted.rows).toEqual([{ users: 10, userGroups: 1, groups: 1, changes: 1, runs: 1, staging: 0 }]);
  });
});
