import type { AccountId } from '../domain/account.js';
import type { LedgerCall, LedgerEntry } from '../domain/ledger.js';
import type { Step } from '../domain/plan/step.js';
import type { Db } from './database.js';

/** A step by which a run changed something, or may have. */
export interface StepToUndo {
  accountId: AccountId;
  /** As it was the first time: a later one finds only what came back in between. */
  step: Step;
  /** `unknown`: its end is not known, and nothing has shown since that it was done. */
  outcome: 'done' | 'unknown';
}

function wasAnswered(calls: LedgerCall[]): boolean {
  return calls.some(({ method, status }) => method !== 'GET' && status !== null);
}

/**
 * What a run changed, in the order in which it did. A step that was done stays done, whatever became of it when it had to
 * be done again.
 */
export async function listStepsToUndo(
  db: Db,
  { runId, accountId: inAccount }: { runId: string; accountId?: AccountId },
): Promise<StepToUndo[]> {
  let query = db
    .selectFrom('ledger')
    .select('body')
    .where('runId', '=', runId)
    .where('kind', 'in', ['step-intended', 'step-ended'])
    .orderBy('seq');
  if (inAccount !== undefined) query = query.where('accountId', '=', inAccount);
  const begun = new Map<string, StepToUndo>();
  const toUndo = new Map<string, StepToUndo>();
  for (const { body } of await query.execute()) {
    const entry = JSON.parse(body) as Extract<LedgerEntry, { kind: 'step-intended' | 'step-ended' }>;
    const { accountId } = entry;
    const key = `${accountId} ${entry.stepId}`;
    if (entry.kind === 'step-intended') {
      begun.set(key, { accountId, step: entry.step, outcome: 'unknown' });
      continue;
    }
    const { outcome } = entry;
    const step = begun.get(key);
    begun.delete(key);
    const first = toUndo.get(key);
    // Read back as not done before Retool refused it: so it never was.
    if (outcome === 'failed' && first?.outcome === 'unknown' && wasAnswered(entry.calls)) toUndo.delete(key);
    if (!step || (outcome !== 'done' && outcome !== 'unknown')) continue;
    if (!first) toUndo.set(key, { ...step, outcome });
    else if (outcome === 'done') first.outcome = outcome;
  }
  const open = [...begun].filter(([key]) => !toUndo.has(key)).map(([, step]) => step);
  return [...toUndo.values(), ...open];
}
