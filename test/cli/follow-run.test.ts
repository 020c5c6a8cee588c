import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { followRun, type FollowOptions, type RunProgress } from '../../cli/sync/follow-run.js';
import { type Account, removeAccount, updateAccount } from '../../store/accounts.js';
import { closeSyncRun, openSyncRun, readClock, type SyncRun } from '../../store/sync-runs.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let account: Account;
let since: Date;

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

beforeEach(async () => {
  account = await addAccount(store.db);
  since = await readClock(store.db);
});

async function openRun(): Promise<SyncRun> {
  return await openSyncRun(store.db, { accountId: account.id, workflowId: 'sync/x', workflowRunId: randomUUID() });
}

/** Follows, and does `work` once it has seen that stage. */
async function follow(stage: RunProgress['stage'], work: () => Promise<unknown>, options: Partial<FollowOptions> = {}) {
  let done: Promise<unknown> | undefined;
  const onProgress = (progress: RunProgress) => {
    if (progress.stage === stage) done ??= work();
  };
  const findEnd = () => Promise.resolve(undefined);
  const { signal } = new AbortController();
  const end = await followRun(store.db, account, { since, findEnd, onProgress, signal, pollMs: 1, ...options });
  await done;
  return end;
}

describe('a sync that is followed', () => {
  it.each(['paused', 'stopped'] as const)('is given up when its account is %s before a run opens', async (state) => {
    const end = await follow('waiting', () => updateAccount(store.db, account.id, { state }));
    expect(end).toEqual({ lost: state });
  });

  it.each(['waiting', 'reading'] as const)('is given up when its account is removed while %s', async (stage) => {
    if (stage === 'reading') await openRun();
    expect(await follow(stage, () => removeAccount(store.db, account.id))).toEqual({ lost: 'removed' });
  });

  it('is followed to its end when its account is paused while it reads', async () => {
    const run = await openRun();
    let checks = 0;
    const end = await follow('reading', () => updateAccount(store.db, account.id, { state: 'paused' }), {
      async findEnd() {
        if (++checks === 2) await closeSyncRun(store.db, run.id, { state: 'failed' });
        return undefined;
      },
    });
    expect(end).toMatchObject({ run: { id: run.id, state: 'failed' } });
  });

  it('is given up when its workflow was closed and its row still says that it reads', async () => {
    await openRun();
    const end = await follow('reading', () => Promise.resolve(), { findEnd: () => Promise.resolve('was terminated') });
    expect(end).toEqual({ lost: 'was terminated' });
  });

  it('has the end of its row when workflow and row were closed just now', async () => {
    const run = await openRun();
    const end = await follow('reading', () => Promise.resolve(), {
      async findEnd() {
        await closeSyncRun(store.db, run.id, { state: 'failed' });
        return 'has ended';
      },
    });
    expect(end).toMatchObject({ run: { state: 'failed' } });
  });
});
