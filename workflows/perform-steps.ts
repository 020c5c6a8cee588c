import { CancellationScope, isCancellation, TemporalFailure } from '@temporalio/workflow';
import type { PlannedStep } from '../activities/lifecycle/lifecycle-steps.js';
import type { FailureType } from '../domain/failures.js';
import { remedyFor } from '../domain/remedies.js';
import { type AccountWork, isCalled, isCalledOff, note, untilEnded } from './account-work.js';
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
 * that stand before the disabling, the disabling is tried. Where the account itself cannot be used, nobody can be
 * disabled either: it is waited for first, once, because nobody takes a disabled user out of groups afterwards.
 */
export async function performAll(
  work: AccountWork,
  planned: PlannedStep[],
  beforeDisabling: number,
  fence: number,
): Promise<Problem[] | 'outdated'> {
  const problems: Problem[] = [];
  const endsBy = Date.now() + beforeDisablingMs;
  const inTime = <T>(run: () => Promise<T>) => withinMs(endsBy - Date.now(), run);
  let end: StepEnd = 'tried';
  let hasWaited = false;
  for (const step of planned.slice(0, beforeDisabling)) {
    if (isCalledOff(work) || Date.now() >= endsBy || end !== 'tried') break;
    const tryStep = async () => (await inTime(() => perform(work, step, fence, problems))) ?? 'tried';
    end = await tryStep();
    if (end !== 'unusable' || hasWaited) continue;
    hasWaited = true;
    await awaitUsable(work, problems.pop(), inTime);
    if (!isCalledOff(work) && Date.now() < endsBy) end = await tryStep();
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

async function awaitUsable(
  work: AccountWork,
  problem: Problem | undefined,
  inTime: (run: () => Promise<void>) => Promise<unknown>,
): Promise<void> {
  const remedy = problem?.failure ? remedyFor(problem.failure, work.account.accountName) : null;
  await note(work, 'waiting', problem?.message ?? null, remedy);
  await inTime(() =>
    untilEnded(
      () => work.steps.awaitUsable(),
      () => isCalled(work),
    ),
  );
  await note(work, 'working', null);
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
