import type { ReadyPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { stepActivityNames } from '../../domain/plan/step-activities.js';
import type { RunPhase } from '../../domain/run.js';
import type { Account } from '../../store/accounts.js';
import type { Run } from '../../store/runs.js';
import type { LifecycleStage } from './lifecycle-stage.js';

/** What became of a run in an account. */
export interface AppliedPlan {
  /** Each step with its outcome, where that was not simply done, in the order in which they were carried out. */
  steps: string[];
  /** How many times it was planned. */
  rounds: number;
  /** What the last reading found, or why there was nothing to do. */
  detail: string;
  /** Guards of the last plan that held something. */
  held: string[];
  /** What was still open in the end. */
  open: string[];
}

/** Plans, carries out and reads back, round after round, as the workflow does. */
export async function applyPlan(
  stage: LifecycleStage,
  { id: runId }: Run,
  { id: accountId }: Account,
  phase?: RunPhase,
): Promise<AppliedPlan> {
  const steps: string[] = [];
  const inPhase = { runId, accountId, ...(phase && { phase }) };
  for (let rounds = 1; ; rounds++) {
    const prepared = await stage.attempt('prepareAccountPlan', { ...inPhase, purpose: 'act' });
    if (prepared.kind === 'nothing-to-do') return { steps, rounds, detail: prepared.detail, held: [], open: [] };
    if (prepared.kind !== 'ready') throw new Error(`It is ${prepared.kind}.`);
    const { fence } = prepared;
    for (const { id: stepId, kind, text } of prepared.steps) {
      const { outcome } = await stage.attempt(stepActivityNames[kind], { runId, accountId, stepId, fence });
      steps.push(outcome === 'done' ? text : `${text}: ${outcome}`);
    }
    const verified = await stage.attempt('verifyAccount', { ...inPhase, fence, mayEnd: false });
    const open = verified.open.map(({ text }) => text);
    const isOver = open.length === 0 || prepared.steps.length === 0 || rounds === 4;
    if (isOver) return { steps, rounds, detail: verified.detail, held: guardsOf(prepared), open };
  }
}

function guardsOf({ stopped }: ReadyPlan): string[] {
  return stopped.map(({ guard }) => guard);
}
