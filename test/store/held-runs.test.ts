import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, getAccount } from '../../store/accounts.js';
import { listChanges } from '../../store/changes.js';
import { compareAndApply } from '../../store/compare.js';
import { acceptHeldRun, rejectHeldRun, RunNotHeldError } from '../../store/held-runs.js';
import { emptyStaging } from '../../store/staging-tables.js';
import { findHeldRun, findSyncRunById } from '../../store/sync-runs.js';
import { listUsers } from '../../store/users.js';
import { crowd, group, member, organization, readOrganization, syncOrganization } from '../setup/organization.js';
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

const everybody = organization({
  users: crowd(),
  groups: [1, 2, 3, 4, 5].map((id) => group(id, `Group ${id}`)),
  memberships: crowd().map((_, index) => member(1, `p${index}`)),
});
/** Four of ten are missing: more than three. */
const shrunken = { ...everybody, users: crowd().slice(4) };

const countUsers = async () => (await listUsers(store.db, { accounts: [account.name] }, { limit: 100 })).users.length;

const heldRun = async () => {
  const run = await findHeldRun(store.db, account.id);
  if (!run) throw new Error('No run is held.');
  return run;
};

const stagingTables = async () => {
  const { rows } = await store.pool.query<{ count: number }>(
    `select count(*) from pg_tables where schemaname = 'staging'
     and right(tablename, 32) in (select replace(id::text, '-', '') from sync_runs where account_id = $1)`,
    [account.id],
  );
  return rows[0]?.count;
};

describe('a sync after which much would be missing', () => {
  it.each([
    ['users', shrunken, '4 of 10 users vanished or disabled'],
    [
      'enabled users',
      { ...everybody, users: crowd().map((one, index) => ({ ...one, active: index > 3 })) },
      '4 of 10 users vanished or disabled',
    ],
    ['groups', { ...everybody, groups: everybody.groups.slice(0, 1) }, '4 of 5 groups vanished'],
    ['memberships', { ...everybody, memberships: everybody.memberships.slice(4) }, '4 of 10 memberships vanished'],
  ])('is held: %s', async (_, read, reason) => {
    const now = new Date('2026-11-24T12:00:00Z');
    await syncOrganization(store, account.id, everybody, { now });
    const held = await syncOrganization(store, account.id, read);
    expect(held).toMatchObject({ outcome: 'held', reasons: [reason] });
    expect(await findSyncRunById(store.db, held.runId)).toMatchObject({
      state: 'held',
      reasons: [reason],
      closedAt: null,
    });
    expect(await getAccount(store.db, account.id)).toMatchObject({ syncedAt: now });
    expect(await countUsers()).toBe(10);
    const { changes } = await listChanges(store.db, { accounts: [account.name] }, { limit: 10 });
    expect(changes).toMatchObject([{ kind: 'baseline' }]);
  });

  it('is applied when it is no more than three', async () => {
    await syncOrganization(store, account.id, everybody);
    const read = { ...everybody, users: crowd().slice(3) };
    expect(await syncOrganization(store, account.id, read)).toMatchObject({ outcome: 'applied', counts: { users: 7 } });
  });

  it('says how many changes wait, and says so again when it is repeated', async () => {
    await syncOrganization(store, account.id, everybody);
    const reading = { ...(await readOrganization(store, account.id, shrunken)), now: new Date() };
    const held = await compareAndApply(store.db, reading);
    expect(held).toMatchObject({ outcome: 'held', counts: { users: 6, changes: 4 } });
    expect(await compareAndApply(store.db, reading)).toEqual(held);
  });
});

describe('a held run', () => {
  const readAt = new Date('2026-11-24T12:00:00Z');
  beforeEach(async () => {
    await syncOrganization(store, account.id, everybody, { now: new Date('2026-11-24T11:00:00Z') });
    await syncOrganization(store, account.id, shrunken, { now: readAt });
  });

  it('is applied when it is accepted, true as of when it was read', async () => {
    const run = await heldRun();
    const now = new Date('2026-11-24T15:00:00Z');
    const result = await acceptHeldRun(store.db, run, { reviewedBy: 'sam', now });
    expect(result).toMatchObject({ outcome: 'applied', baseline: false, counts: { users: 6, changes: 4 } });
    expect(await countUsers()).toBe(6);
    expect(await getAccount(store.db, account.id)).toMatchObject({ syncedAt: readAt });
    expect(await findSyncRunById(store.db, run.id)).toMatchObject({
      state: 'applied',
      reviewedBy: 'sam',
      readAt,
      closedAt: now,
    });
    const { changes } = await listChanges(store.db, { accounts: [account.name], since: now }, { limit: 10 });
    expect(changes.map(({ kind }) => kind)).toEqual(Array(4).fill('user-gone'));
    expect(await stagingTables()).toBe(0);
  });

  it('changes nothing when it is rejected', async () => {
    const run = await heldRun();
    await rejectHeldRun(store.db, run, { reviewedBy: 'sam' });
    expect(await findSyncRunById(store.db, run.id)).toMatchObject({
      state: 'rejected',
      reviewedBy: 'sam',
      reasons: ['4 of 10 users vanished or disabled'],
    });
    expect(await countUsers()).toBe(10);
    expect(await stagingTables()).toBe(0);
    await expect(acceptHeldRun(store.db, run, { reviewedBy: 'tess', now: new Date() })).rejects.toThrow(
      RunNotHeldError,
    );
    await expect(rejectHeldRun(store.db, run, { reviewedBy: 'tess' })).rejects.toThrow(RunNotHeldError);
    expect(await findSyncRunById(store.db, run.id)).toMatchObject({ state: 'rejected', reviewedBy: 'sam' });
  });

  it('is superseded by the next complete run, be that applied or held', async () => {
    const first = await heldRun();
    await syncOrganization(store, account.id, { ...everybody, users: crowd().slice(5) });
    expect(await findSyncRunById(store.db, first.id)).toMatchObject({ state: 'superseded' });
    const second = await heldRun();
    expect(await stagingTables()).toBe(5);
    await syncOrganization(store, account.id, everybody);
    expect(await findSyncRunById(store.db, second.id)).toMatchObject({ state: 'superseded' });
    expect(await stagingTables()).toBe(0);
    expect(await countUsers()).toBe(10);
  });

  it('goes on waiting while a later run reads or fails', async () => {
    const run = await heldRun();
    await readOrganization(store, account.id, everybody);
    await readOrganization(store, account.id, everybody);
    expect(await acceptHeldRun(store.db, run, { reviewedBy: 'sam', now: new Date() })).toMatchObject({
      outcome: 'applied',
    });
  });

  it('cannot be accepted when a crash has emptied what it read', async () => {
    const run = await heldRun();
    await emptyStaging(store.db, run.id);
    const accepted = await acceptHeldRun(store.db, run, { reviewedBy: 'sam', now: new Date() });
    expect(accepted).toEqual({ outcome: 'staging-lost' });
    expect(await countUsers()).toBe(10);
    expect(await heldRun()).toMatchObject({ id: run.id, reviewedBy: null });
  });
});
