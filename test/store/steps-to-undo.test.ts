import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LedgerEntry, StepOutcome } from '../../domain/ledger.js';
import type { Step } from '../../domain/plan/step.js';
import { appendLedger } from '../../store/ledger.js';
import { openRunAccounts } from '../../store/run-accounts.js';
import { listStepsToUndo } from '../../store/steps-to-undo.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const step: Step = { id: 'enableUser/user_a', kind: 'enableUser', userId: 'user_a', reason: 'asked for' };

/** Ends of attempts at one step, one after the other; null: none is known. */
async function outcomeAfter(...ends: (StepOutcome | 'refused' | null)[]): Promise<string | undefined> {
  const account = await addAccount(store.db);
  const run = await addRun(store.db, { kind: 'access' });
  await openRunAccounts(store.db, run.id, [account]);
  const of = { accountId: account.id, stepId: step.id };
  for (const end of ends) {
    const entries: LedgerEntry[] = [{ kind: 'step-intended', ...of, step, fence: 1 }];
    if (end !== null) {
      const status = end === 'refused' ? 422 : null;
      const call = { method: 'PATCH', template: '/users/{id}', status, sentAt: '2026-11-24T09:00:00.000Z' };
      const outcome = end === 'refused' ? 'failed' : end;
      entries.push({ kind: 'step-ended', ...of, outcome, calls: [call], problem: null });
    }
    await appendLedger(store.db, run.id, entries);
  }
  const found = await listStepsToUndo(store.db, { runId: run.id, accountId: account.id });
  expect(found.length).toBeLessThan(2);
  return found[0]?.outcome;
}

it.each<[(StepOutcome | 'refused' | null)[], string | undefined]>([
  [['done'], 'done'],
  [['already-so'], undefined],
  [['failed'], undefined],
  [[null], 'unknown'],
  [['unknown'], 'unknown'],
  [['unknown', 'done'], 'done'],
  [['done', 'refused'], 'done'],
  // Refused after it was read back as not done.
  [['unknown', 'refused'], undefined],
  // Never sent the second time: that says nothing of the first.
  [['unknown', 'failed'], 'unknown'],
  [[null, 'refused'], undefined],
  [['refused', null], 'unknown'],
])('after attempts that ended as %j, to be undone is what was %s', async (ends, outcome) => {
  expect(await outcomeAfter(...ends)).toBe(outcome);
});
