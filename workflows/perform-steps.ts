import { CancellationScope, isCancellation, TemporalFailure } from '@temporalio/workflow';
import type { PlannedStep } from '../activities/lifecycle/lifecycle-steps.js';
import type { FailureType } from '../domain/failures.js';
import { type AccountWork, isCalledOff } from './account-work.js';
import { failureOf } from './failure-of.js';

/** Steps that stand before the disabling get this long together; then it happens all the same. */
const beforeDisablingMs = 5 * 60_000;

/** Failures that no other step of the account can escape. */
const concernsAll: readonly FailureType[] = [
  'RetoolUnauthorizedError',
  'TokenUnavailableError',
  'WrongOrganizationError',
  'RetoolUnreachableError',
];

/** Failures after which the plan is made anew. */
export const outdated: readonly FailureType[] = ['PlanOutdatedError', 'WritesForbiddenError', 'LeaseLostError'];

/**
 * Gives what went wrong, step by step: nothing of it keeps the other steps from being done. Whatever happens to those
 * that stand before the disabling, the disabling is tried.
 */
export async function performAll(
  work: AccountWork,
  planned: PlannedStep[],
  beforeDisabling: number,
  fence: number,
): Promise<Problem[] | 'outdated'> {
  const problems: Problem[] = [];
  const endsBy = Date.now() + beforeDisablingMs;
  let end: StepEnd = 'tried';
  for (const step of planned.slice(0, beforeDisabling)) {
    const left = endsBy - Date.now();
    if (isCalledOff(work) || left <= 0 || end !== 'tried') break;
    end = (await withinMs(left, () => perform(work, step, fence, problems))) ?? 'tried';
  }
  const wasOutdated = end === 'outdated';
  for (const step of planned.slice(beforeDisabling)) {
    if (isCalledOff(work)) break;
    end = await perform(work, step, fence, problems);
    if (end === 'outdated' || wasOutdated) return 'outdated';
    if (end === 'unusable') break;
  }
  return wasOutdated ? 'outdated' : problems;
}

interface Problem {
  stepId: string;
  message: string;
  failure?: FailureType;
}

/** `unusable`: the other steps would fail as well; reading back finds that out and waits. */
type StepEnd = 'tried' | 'outdated' | 'unusable';

/** Carries out a step, and adds what went wrong to the problems. */
async function perform(
  { steps }: AccountWork,
  step: PlannedStep,
  fence: number,
  problems: Problem[],
): Promise<StepEnd> {
  const add = (message: string, failure?: FailureType) =>
    problems.push({ stepId: step.id, message: `${step.text}: ${message}`, ...(failure && { failure }) });
  try {
    const { outcome, problem } = await steps.perform(step, fence);
    if (outcome === 'failed') add(problem ?? 'failed');
    return 'tried';
  } catch (error) {
    if (!(error instanceof TemporalFailure) || isCancellation(error)) throw error;
    const known = failureOf(error);
    if (known && outdated.includes(known.failure)) return 'outdated';
    add(known?.message ?? 'an error nobody foresaw: see the run', known?.failure);
    return known && concernsAll.includes(known.failure) ? 'unusable' : 'tried';
  }
}

async function withinMs<T>(ms: number, run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await CancellationScope.withTimeout(ms, run);
  } catch (error) {
    if (isCancellation(error)) return undefined;
    throw error;
  }
}
