import type { Step } from '../../domain/plan/step.js';
import type { Db } from '../../store/database.js';
import type { HeldLease } from '../../store/leases.js';
import { findPlan, type StoredPlan } from '../../store/run-plans.js';
import { getRun } from '../../store/runs.js';
import { leaseSubject } from './lease-subject.js';
import type { PerformStepInput } from './lifecycle-steps.js';
import { PlanOutdatedError } from './write-errors.js';

/** A step of the newest plan of a run in an account. */
export interface StepToDo {
  stored: StoredPlan;
  planned: Step;
  /** Under which it may be done. */
  lease: HeldLease;
}

/** @throws PlanOutdatedError */
export async function findStepToDo(db: Db, { runId, accountId, stepId, fence }: PerformStepInput): Promise<StepToDo> {
  const [stored, run] = await Promise.all([findPlan(db, { runId, accountId }), getRun(db, runId)]);
  const planned = stored?.plan.steps.find(({ id }) => id === stepId);
  if (!stored || !planned) throw new PlanOutdatedError('The step is not in the newest plan.');
  const subject = leaseSubject(run, stored.present.user?.id ?? null);
  return { stored, planned, lease: { accountId, subject, runId, fence } };
}
