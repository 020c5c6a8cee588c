import { CancellationScope, isCancellation, TemporalFailure } from '@temporalio/workflow';
import type { PlannedStep, ReadyPlan } from '../activities/lifecycle/lifecycle-steps.js';
import type { FailureType } from '../domain/failures.js';
import { remedyFor } from '../domain/remedies.js';
import { type AccountWork, isCalled, isCalledOff, note, untilEnded } from './account-work.js';
import { failureOf } from './failure-of.js';
import { together } from './together.js';

/** Steps that stand before the disabling get this long together; then it happens all the same. */
const beforeDisablingMs = 5 * 60_000;

/** Failures that no other step of the account can escape. */
const concernsAll: readonly FailureType[] = [
  'RetoolUnauthorizedError',
  'TokenUnavailableError',
  'WrongOrganizationError',
  'RetoolUnreachableError',
  'DatabaseError',
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
  { steps: planned, beforeDisabling, atOnce = 1, fence }: ReadyPlan,
): Promise<Problem[] | 'outdated'> {
  const problems: Problem[] = [];
  const endsBy = Date.now() + beforeDisablingMs;
  const inTime = <T>(run: () => Promise<T>) => withinMs(endsBy - Date.now(), run);
  const tryAll = (steps: PlannedStep[]) => performTogether(work, steps, fence, problems);
  let end: StepEnd = 'tried';
  let hasWaited = false;
  for (const steps of ofOneKind(planned.slice(0, beforeDisabling), atOnce)) {
    if (isCalledOff(work) || Date.now() >= endsBy || end !== 'tried') break;
    end = (await inTime(() => tryAll(steps))) ?? 'tried';
    if (end !== 'unusable' || hasWaited) continue;
    hasWaited = true;
    const untried = takeUntried(problems);
    await awaitUsable(work, untried.at(-1), inTime);
    const again = steps.filter(({ id }) => untried.some(({ stepId }) => stepId === id));
    if (!isCalledOff(work) && Date.now() < endsBy) end = (await inTime(() => tryAll(again))) ?? 'tried';
  }
  const wasOutdated = end === 'outdated';
  for (const steps of ofOneKind(planned.slice(beforeDisabling), atOnce)) {
    if (isCalledOff(work)) break;
    end = await tryAll(steps);
    if (end === 'outdated' || wasOutdated) return 'outdated';
    if (end === 'unusable') break;
  }
  return wasOutdated ? 'outdated' : problems;
}

/** Neighbours of one kind, so many at a time: kinds keep their order. */
function ofOneKind(steps: PlannedStep[], atOnce: number): PlannedStep[][] {
  const parts: PlannedStep[][] = [];
  for (const step of steps) {
    const last = parts.at(-1);
    const isNeighbour = last?.[0]?.kind === step.kind && last.every(({ id }) => id !== step.id);
    if (isNeighbour && last.length < atOnce) last.push(step);
    else parts.push([step]);
  }
  return parts;
}

/** Takes out the problems of steps that could not be tried, because the account cannot be used. */
function takeUntried(problems: Problem[]): Problem[] {
  const isUntried = ({ failure }: Problem) => failure !== undefined && concernsAll.includes(failure);
  const untried = problems.filter(isUntried);
  problems.splice(0, problems.length, ...problems.filter((problem) => !isUntried(problem)));
  return untried;
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

export interface Problem {
  stepId: string;
  message: string;
  failure?: FailureType;
}

/** `unusable`: the other steps would fail as well; reading back finds that out and waits. */
type StepEnd = 'tried' | 'outdated' | 'unusable';

/** Carries out steps side by side, and gives how the worst of them ended: then none of them goes on. */
async function performTogether(
  work: AccountWork,
  steps: PlannedStep[],
  fence: number,
  problems: Problem[],
): Promise<StepEnd> {
  const ends = await together(...steps.map((step) => () => perform(work, step, fence, problems)));
  return (['outdated', 'unusable'] as const).find((end) => ends.includes(end)) ?? 'tried';
}

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
