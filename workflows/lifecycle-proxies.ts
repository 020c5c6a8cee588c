import { ActivityCancellationType, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type {
  AccountKey,
  AccountPhase,
  LifecycleActivities,
  PerformedStep,
  PlannedStep,
  StepActivities,
} from '../activities/lifecycle/lifecycle-steps.js';
import type { PlanPurpose } from '../domain/ledger.js';
import type { RunPhase } from '../domain/run.js';
import { stepActivityNames } from '../domain/plan/step-activities.js';
import { taskQueues } from '../domain/task-queues.js';
import type { AccountTicket } from './person-ticket.js';

/** How long a step is tried again before the account counts as one that cannot be used. */
const retryBudget = '5 minutes';

const options: ActivityOptions = {
  taskQueue: taskQueues.people,
  heartbeatTimeout: '10 seconds',
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: retryBudget,
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '15 seconds' },
};

/** One that is given up is waited for until it has ended. The SDK says so of itself, but goes on at once when not told. */
const changing = proxyActivities<LifecycleActivities & StepActivities>({
  ...options,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** Our own records: PostgreSQL may be away for long, and nothing is lost. */
const recording = proxyActivities<LifecycleActivities>({
  ...options,
  scheduleToCloseTimeout: undefined,
  startToCloseTimeout: '30 seconds',
});

/** It tries again by itself for as long as it takes. */
const waiting = proxyActivities<LifecycleActivities>({
  ...options,
  scheduleToCloseTimeout: undefined,
  startToCloseTimeout: '1 minute',
});

/** The steps of a run that are not about one account. */
export const runSteps = {
  openRun: (runId: string) => recording.openRun.executeWithOptions({ summary: 'Load what was asked for' }, [{ runId }]),
  readFacts: (runId: string) =>
    recording.readRunFacts.executeWithOptions({ summary: 'Read what is known now' }, [{ runId }]),
  recordStage: (input: Parameters<LifecycleActivities['recordStage']>[0]) =>
    recording.recordStage.executeWithOptions({ summary: `Record: ${input.stage}` }, [input]),
  reschedule: (input: Parameters<LifecycleActivities['rescheduleRun']>[0]) =>
    recording.rescheduleRun.executeWithOptions({ summary: 'Compute the new moment' }, [input]),
  readDecision: (input: Parameters<LifecycleActivities['readDecision']>[0]) =>
    recording.readDecision.executeWithOptions({ summary: 'Read who decided what' }, [input]),
};

/** The steps of a run in one account, each with a summary that people can read. */
export function accountStepsOf(runId: string, { accountId, accountName }: AccountTicket, phase: RunPhase = 'act') {
  const key: AccountKey = { runId, accountId };
  const inPhase: AccountPhase = { ...key, ...(phase !== 'act' && { phase }) };
  const says = (summary: string) => ({ summary: `${accountName}: ${summary}`, priority: { fairnessKey: accountId } });
  return {
    prepare: (purpose: PlanPurpose, { mayCleanUp = false, begins = false } = {}) =>
      changing.prepareAccountPlan.executeWithOptions(
        says(purpose === 'preview' ? 'plan, to be shown' : 'read, plan and judge'),
        [{ ...inPhase, purpose, ...(mayCleanUp && { mayCleanUp }), ...(begins && { begins }) }],
      ),
    perform: (step: PlannedStep, fence: number): Promise<PerformedStep> =>
      changing[stepActivityNames[step.kind]].executeWithOptions(says(step.text), [{ ...key, stepId: step.id, fence }]),
    verify: (options: { mayEnd: boolean; fence: number }) =>
      changing.verifyAccount.executeWithOptions(says('read back and compare'), [{ ...inPhase, ...options }]),
    lookAgain: ({ mayMiss = false } = {}) =>
      changing.lookAgain.executeWithOptions(says('second look'), [{ ...key, ...(mayMiss && { mayMiss }) }]),
    record: ({ state, detail, remedy }: Pick<AccountTicket, 'state' | 'detail' | 'remedy'>) =>
      recording.recordAccount.executeWithOptions(says(`record: ${state}`), [
        { ...key, state, detail, ...(remedy !== null && { remedy }) },
      ]),
    awaitUsable: () =>
      waiting.awaitUsableAccount.executeWithOptions(says('wait until it can be used'), [{ accountId }]),
    awaitOthers: () =>
      waiting.awaitOthersDisabled.executeWithOptions(says('wait until the others of the batch are disabled'), [key]),
  };
}

export type AccountSteps = ReturnType<typeof accountStepsOf>;
