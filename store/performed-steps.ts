import type { AccountId } from '../domain/account.js';
import type { LedgerEntry, StepOutcome } from '../domain/ledger.js';
import type { Step } from '../domain/plan/step.js';
import type { Db } from './database.js';

/** A step that a run carried out or tried to, as the ledger tells. */
export interface PerformedStep {
  accountId: AccountId;
  step: Step;
  /** Null when it was begun and its end is not recorded: the worker died, or the answer was lost. */
  outcome: StepOutcome | null;
  /** Of the lease under which it was begun last. */
  fence: number;
  /** The account was planned anew since: where the step is in that plan as well, what it changed has come back. */
  isBeforePlan: boolean;
}

interface StepKey {
  runId: string;
  accountId?: AccountId;
  stepId?: string;
  /** Only those since the run last began to act: the earlier part of a run holds no more. */
  ofLastPart?: boolean;
}

/** Steps of a run in the order in which they were first begun, each with its last outcome. */
export async function listPerformedSteps(
  db: Db,
  { runId, accountId, stepId, ofLastPart }: StepKey,
): Promise<PerformedStep[]> {
  let query = db
    .selectFrom('ledger')
    .select('body')
    .where('runId', '=', runId)
    .where('kind', 'in', ['planned', 'step-intended', 'step-ended'])
    .orderBy('seq');
  if (accountId !== undefined) query = query.where('accountId', '=', accountId);
  if (stepId !== undefined) query = query.where('stepId', '=', stepId);
  if (ofLastPart) query = query.where('seq', '>', await findLastActing(db, runId));
  const performed = new Map<string, PerformedStep>();
  for (const { body } of await query.execute()) {
    const entry = JSON.parse(body) as Extract<LedgerEntry, { kind: 'planned' | 'step-intended' | 'step-ended' }>;
    const { accountId } = entry;
    if (entry.kind === 'planned') {
      for (const step of performed.values()) step.isBeforePlan ||= step.accountId === accountId;
      continue;
    }
    const key = `${accountId} ${entry.stepId}`;
    if (entry.kind === 'step-intended') {
      const { step, fence } = entry;
      performed.set(key, { accountId, step, outcome: null, fence, isBeforePlan: false });
      continue;
    }
    const begun = performed.get(key);
    if (begun) Object.assign(begun, { outcome: entry.outcome, isBeforePlan: false });
  }
  return [...performed.values()];
}

/** Those that are done, whoever did it. */
export function stepsDone(performed: PerformedStep[]): Step[] {
  return performed.flatMap(({ step, outcome }) => (outcome === 'done' || outcome === 'already-so' ? [step] : []));
}

/** Whether a run has ended the sessions of the user in an account: Retool itself tells nobody. */
export async function haveSessionsEnded(db: Db, key: { runId: string; accountId: AccountId }): Promise<boolean> {
  const performed = await listPerformedSteps(db, key);
  return performed.some(({ step, outcome }) => step.kind === 'logoutUser' && outcome === 'done');
}

async function findLastActing(db: Db, runId: string): Promise<number> {
  const stages = await db
    .selectFrom('ledger')
    .select(['seq', 'body'])
    .where('runId', '=', runId)
    .where('kind', '=', 'stage')
    .orderBy('seq', 'desc')
    .execute();
  const acting = stages.find(
    ({ body }) => (JSON.parse(body) as Extract<LedgerEntry, { kind: 'stage' }>).stage === 'acting',
  );
  return acting?.seq ?? 0;
}
