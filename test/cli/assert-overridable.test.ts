import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { assertOverridable } from '../../cli/runs/assert-overridable.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import type { AccountRunState, RunStage } from '../../domain/run.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { putPlan } from '../../store/run-plans.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

/** Overrides the last-admin guard of a run that the same or another guard holds. */
async function overriding(
  stage: RunStage,
  state: AccountRunState,
  guard: 'last-admin' | 'excluded-person' = 'last-admin',
) {
  const { db } = store;
  const account = await addAccount(db, { name: 'acme' });
  const run = await addRun(db, { stage });
  const key = { runId: run.id, accountId: account.id };
  await openRunAccounts(db, run.id, [account]);
  await noteAccountState(db, key, { state, detail: null });
  const plan = { steps: [], handOver: [], notChecked: [] };
  const verdicts = [{ guard, decision: 'hold' as const, reason: '', remedy: '', stepIds: [] }];
  await putPlan(db, key, { present: {} as PresentState, plan, verdicts, weight: '' });
  const context = { database: () => Promise.resolve(store) } as unknown as CliContext;
  await assertOverridable(context, run, { guard: 'last-admin', account: 'acme' });
}

it('takes the override of what holds a run', async () => {
  await expect(overriding('acting', 'held')).resolves.toBeUndefined();
});

it('takes one that is decided before the run acts', async () => {
  await expect(overriding('waiting', 'pending', 'excluded-person')).resolves.toBeUndefined();
});

it('refuses it where another guard holds', async () => {
  await expect(overriding('acting', 'held', 'excluded-person')).rejects.toThrow(
    'Nothing in acme is held by last-admin.',
  );
});

it('refuses it where the accounts have come to their end', async () => {
  await expect(overriding('verified', 'verified')).rejects.toThrow('acme has come to its end: nothing is held.');
});
