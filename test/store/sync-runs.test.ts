import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Account, AccountNotFoundError } from '../../store/accounts.js';
import {
  closeSyncRun,
  findRunOpenedAfter,
  findSyncRun,
  findSyncRunById,
  listSyncRuns,
  openSyncRun,
  readClock,
  setProgress,
} from '../../store/sync-runs.js';
import { crowd, organization, syncOrganization } from '../setup/organization.js';
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

const key = (workflowRunId: string) => ({ accountId: account.id, workflowId: `sync/${account.name}`, workflowRunId });

const stagingTables = async (runId: string) => {
  const { rows } = await store.pool.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'staging' and tablename like '%' || $1 order by 1`,
    [runId.replaceAll('-', '')],
  );
  return rows.map(({ tablename }) => tablename.split('_')[0]);
};

const kinds = ['gathered', 'groups', 'invites', 'memberships', 'users'];

describe('a run', () => {
  it('is opened once for a workflow, however often that is asked', async () => {
    const run = await openSyncRun(store.db, key('a'));
    expect(run).toMatchObject({ accountId: account.id, state: 'reading', counts: {}, baseline: false });
    const [again, andAgain] = await Promise.all([openSyncRun(store.db, key('a')), openSyncRun(store.db, key('a'))]);
    expect([again, andAgain]).toEqual([run, run]);
    expect(await stagingTables(run.id)).toEqual(kinds);
  });

  it('is found by its workflow and by its id', async () => {
    const run = await openSyncRun(store.db, key('a'));
    expect(await findSyncRun(store.db, key('a'))).toEqual(run);
    expect(await findSyncRunById(store.db, run.id)).toEqual(run);
    expect(await findSyncRun(store.db, key('b'))).toBeUndefined();
  });

  it('cannot be opened for an account that was removed', async () => {
    const gone = { ...key('a'), accountId: '00000000-0000-4000-8000-000000000000' };
    await expect(openSyncRun(store.db, gone)).rejects.toThrow(AccountNotFoundError);
  });

  it('closes earlier runs of the account that never said how they ended', async () => {
    const abandoned = await openSyncRun(store.db, key('a'));
    const other = await openSyncRun(store.db, { ...key('x'), accountId: (await addAccount(store.db)).id });
    await openSyncRun(store.db, key('b'));
    expect(await findSyncRunById(store.db, abandoned.id)).toMatchObject({ state: 'failed', failureType: null });
    expect(await stagingTables(abandoned.id)).toEqual([]);
    expect(await findSyncRunById(store.db, other.id)).toMatchObject({ state: 'reading' });
  });

  it('is not closed by an earlier one that asks again', async () => {
    await openSyncRun(store.db, key('a'));
    const later = await openSyncRun(store.db, key('b'));
    expect(await openSyncRun(store.db, key('a'))).toMatchObject({ state: 'failed' });
    expect(await findSyncRunById(store.db, later.id)).toMatchObject({ state: 'reading' });
  });

  it('adds up what it has read', async () => {
    const { id } = await openSyncRun(store.db, key('a'));
    await setProgress(store.db, id, { users: 100, groups: 3 });
    await setProgress(store.db, id, { users: 200 });
    expect(await findSyncRunById(store.db, id)).toMatchObject({ counts: { users: 200, groups: 3 } });
  });

  it('that failed says why, and keeps nothing of what it read', async () => {
    const { id } = await openSyncRun(store.db, key('a'));
    const reasons = ['acme refused the token (401).'];
    await closeSyncRun(store.db, id, { state: 'failed', failureType: 'RetoolUnauthorizedError', reasons });
    const run = await findSyncRunById(store.db, id);
    expect(run).toMatchObject({ state: 'failed', failureType: 'RetoolUnauthorizedError', reasons });
    expect(run?.closedAt).toBeInstanceOf(Date);
    expect(await stagingTables(id)).toEqual([]);
  });

  it('that has ended stays as it is', async () => {
    const { runId } = await syncOrganization(store, account.id, organization({ users: crowd() }));
    await closeSyncRun(store.db, runId, { state: 'failed', reasons: ['too late'] });
    await setProgress(store.db, runId, { users: 3 });
    expect(await findSyncRunById(store.db, runId)).toMatchObject({
      state: 'applied',
      reasons: [],
      counts: { users: 10 },
    });
  });
});

describe('the run that follows an instant', () => {
  it('is the first one opened after it', async () => {
    await openSyncRun(store.db, key('before'));
    const instant = await readClock(store.db);
    expect(await findRunOpenedAfter(store.db, account.id, instant)).toBeUndefined();
    const opened = await expect
      .poll(() => openSyncRun(store.db, key(`after-${Date.now()}`)).then((run) => run.openedAt > instant))
      .toBe(true)
      .then(() => findRunOpenedAfter(store.db, account.id, instant));
    expect(opened?.workflowRunId).toMatch(/^after/);
  });
});

describe('the list of runs', () => {
  it('shows the newest first, by account and state', async () => {
    const other = await addAccount(store.db);
    await syncOrganization(store, account.id, organization());
    await openSyncRun(store.db, key('b'));
    await syncOrganization(store, other.id, organization());
    const names = { accounts: [account.name, other.name], limit: 10 };
    const runs = await listSyncRuns(store.db, names);
    expect(runs.map(({ accountName, state }) => [accountName, state])).toEqual([
      [other.name, 'applied'],
      [account.name, 'reading'],
      [account.name, 'applied'],
    ]);
    expect(await listSyncRuns(store.db, { ...names, states: ['reading'] })).toHaveLength(1);
    expect(await listSyncRuns(store.db, { ...names, limit: 2 })).toHaveLength(2);
    expect(await listSyncRuns(store.db, { ...names, accounts: [] })).toEqual([]);
    expect(await listSyncRuns(store.db, { ...names, openedSince: await readClock(store.db) })).toEqual([]);
  });
});
