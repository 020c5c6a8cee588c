import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { assertMayApprove } from '../../cli/runs/assert-may-approve.js';
import { loadConfig } from '../../config/load-config.js';
import type { RunStage } from '../../domain/run.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

/** A run at a stage, with an account that is held or not. */
async function approving(stage: RunStage, { isHeld = true, needsApproval = true } = {}) {
  const { db } = store;
  const account = await addAccount(db);
  const run = await addRun(db, { stage, needsApproval });
  await openRunAccounts(db, run.id, [account]);
  const state = isHeld ? 'held' : 'working';
  await noteAccountState(db, { runId: run.id, accountId: account.id }, { state, detail: null });
  const context: Partial<CliContext> = {
    config: () => loadConfig({ DATABASE_URL: store.url }),
    database: () => Promise.resolve({ db } as Awaited<ReturnType<CliContext['database']>>),
    now: () => new Date(),
  };
  return assertMayApprove(context as CliContext, run, 'ann');
}

describe('whoever approves', () => {
  it.each(['waiting-for-approval', 'acting', 'in-force', 'verified'] as const)(
    'may, where an account asks at the stage %s: the second look may find another plan, too',
    async (stage) => {
      await expect(approving(stage)).resolves.toBeUndefined();
    },
  );

  it('may not, where nothing is held, or the run never asked', async () => {
    await expect(approving('acting', { isHeld: false })).rejects.toThrow('does not wait for approval: acting');
    await expect(approving('verified', { needsApproval: false })).rejects.toThrow('does not wait for approval');
    await expect(approving('waiting')).rejects.toThrow('does not wait for approval');
  });
});
