import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { OpenedRun, PreparedPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { taskQueues } from '../../domain/task-queues.js';
import { type PersonActivities, usualPersonSteps } from '../../scripts/histories/person-steps.js';
import { cancelUpdate, ticketQuery } from '../../workflows/messages.js';
import type { PersonRunInput, PersonRunResult } from '../../workflows/person-run.js';
import type { PersonTicket } from '../../workflows/person-ticket.js';
import { until } from './until.js';
import { createWorkflowEnvironment, type WorkflowEnvironment } from './workflow-environment.js';

type OffboardPerson = (input: PersonRunInput) => Promise<PersonRunResult>;

/** Steps of one run that differ from the usual ones, and what its workflow is told when it opens. */
export interface PersonScript extends Partial<PersonActivities> {
  opened?: Partial<OpenedRun>;
  /** Left out: `offboardPerson`. */
  workflow?: 'onboardPerson' | 'movePerson' | 'suspendPerson' | 'changeAccess';
  /** Names of the accounts; one when left out. */
  accounts?: string[];
}

export interface StartedPersonRun {
  runId: string;
  /** Waiting for its result lets time run ahead. */
  handle: WorkflowHandle<OffboardPerson>;
  /** Never moves time. */
  patient: WorkflowHandle<OffboardPerson>;
  /** Steps in the order they were begun, each as "account name", or "name" where it is about no account. */
  calls: string[];
  ticket(): Promise<PersonTicket>;
  /** Settles when the run says so of itself. */
  says(isSo: (ticket: PersonTicket) => boolean): Promise<void>;
  /** Ends a run that would wait for somebody. */
  cancel(): Promise<PersonRunResult>;
}

export interface PersonRuns {
  environment: WorkflowEnvironment;
  /** Starts the offboarding of somebody, without a second look unless the script has one. */
  start(script?: PersonScript, input?: Partial<PersonRunInput>): Promise<StartedPersonRun>;
  close(): Promise<void>;
}

interface StepInput {
  runId?: string;
  accountId?: string;
}

/** Of an account where nothing is done before somebody decides. */
export const heldPlan: PreparedPlan = { kind: 'held', reason: 'several users have this address', remedy: 'link' };

/** Runs of `offboardPerson` with invented steps, all on one server that skips time. */
export async function createPersonRuns(): Promise<PersonRuns> {
  const scripts = new Map<string, { steps: PersonActivities; calls: string[] }>();
  const step = (name: keyof PersonActivities) => async (input: StepInput) => {
    // The wait for an account names no run: ids of accounts begin with that of theirs.
    const [accountRun, accountName] = input.accountId?.split('/') ?? [];
    const script = scripts.get(input.runId ?? accountRun ?? '');
    if (!script) throw new Error(`A step of an unknown run: ${name}`);
    script.calls.push(accountName === undefined ? name : `${accountName} ${name}`);
    return await (script.steps[name] as (given: StepInput) => Promise<unknown>)(input);
  };
  const names = Object.keys(usualPersonSteps) as (keyof PersonActivities)[];
  const environment = await createWorkflowEnvironment(Object.fromEntries(names.map((name) => [name, step(name)])));
  return {
    environment,
    close: () => environment.close(),
    async start({ opened, workflow = 'offboardPerson', accounts = ['acme'], ...replaced } = {}, input) {
      const runId = randomUUID();
      const calls: string[] = [];
      const openRun = async (): Promise<OpenedRun> => ({
        ...(await usualPersonSteps.openRun({ runId })),
        secondLook: null,
        accounts: accounts.map((name) => ({ accountId: `${runId}/${name}`, accountName: name })),
        ...opened,
      });
      scripts.set(runId, { steps: { ...usualPersonSteps, openRun, ...replaced }, calls });
      const handle = await environment.client.workflow.start<OffboardPerson>(workflow, {
        taskQueue: taskQueues.workflows,
        workflowId: `${workflow}/${runId}/1/1`,
        args: [{ runId, ...input }],
      });
      const patient = environment.patientClient.workflow.getHandle<OffboardPerson>(handle.workflowId);
      const ticket = () => patient.query(ticketQuery);
      const says: StartedPersonRun['says'] = (isSo) =>
        until(async () => {
          const now = await ticket();
          return now.isOpen && isSo(now);
        });
      const cancel: StartedPersonRun['cancel'] = async () => {
        await patient.executeUpdate(cancelUpdate, { args: [{ reason: 'the test is over' }] });
        return await patient.result();
      };
      return { runId, handle, patient, calls, ticket, says, cancel };
    },
  };
}
