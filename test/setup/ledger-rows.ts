import type { StepOutcome } from '../../domain/ledger.js';
import type { Db } from '../../store/database.js';

/** A step that was begun, or one that ended so, some time ago. */
export interface StepRow {
  kind: 'step-intended' | 'step-ended';
  secondsAgo: number;
  /** One and the same unless told otherwise. */
  stepId?: string;
  /** Done unless told otherwise. */
  outcome?: StepOutcome;
}

export const begun = (secondsAgo: number, stepId?: string): StepRow => ({
  kind: 'step-intended',
  secondsAgo,
  ...(stepId !== undefined && { stepId }),
});

export const ended = (secondsAgo: number, outcome: StepOutcome = 'done', stepId?: string): StepRow => ({
  ...{ kind: 'step-ended', secondsAgo, outcome },
  ...(stepId !== undefined && { stepId }),
});

/** Writes rows of the past into the ledger of a run: they are not chained. */
export async function addStepRows(
  db: Db,
  { runId, accountId }: { runId: string; accountId: string },
  rows: StepRow[],
): Promise<void> {
  for (const [index, { kind, secondsAgo, stepId = 'enableUser/user_a', outcome = 'done' }] of rows.entries()) {
    const at = new Date(Date.now() - secondsAgo * 1000);
    const body = JSON.stringify(kind === 'step-ended' ? { outcome } : {});
    const row = { runId, seq: index + 1, at, kind, accountId, stepId, body, prevHash: '', hash: '' };
    await db.insertInto('ledger').values(row).execute();
  }
}
