import {
  ActivityFailure,
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { RunKind } from '../domain/run.js';
import { taskQueues } from '../domain/task-queues.js';
import { accountChangedSignal, factsChangedSignal } from '../workflows/messages.js';
import { findWorkflowEnd, type WorkflowEnd } from './workflow-end.js';

/** Which workflow serves a kind of run. */
export const workflowOfRun: Record<RunKind, string> = {
  offboard: 'offboardPerson',
  onboard: 'onboardPerson',
  move: 'movePerson',
  suspend: 'suspendPerson',
  access: 'changeAccess',
  group: 'changeGroup',
  restore: 'restorePerson',
};

/** A run refused a message, with its reason in words. */
export class RunRefusedError extends Error {
  override readonly name = 'RunRefusedError';
}

/** The workflow of a run is gone: it ended, or was never started. */
export class RunClosedError extends Error {
  override readonly name = 'RunClosedError';
}

/**
 * Starts the workflow of a run that was written down. Safe to repeat.
 *
 * @returns how the workflow ended, where it was started before and has ended; undefined while it goes on
 */
export async function startPersonRun(
  client: Client,
  { id: runId, workflowId, kind }: { id: string; workflowId: string; kind: RunKind },
  summary: string,
): Promise<WorkflowEnd | undefined> {
  try {
    await client.workflow.start(workflowOfRun[kind], {
      workflowId,
      taskQueue: taskQueues.workflows,
      args: [{ runId }],
      staticSummary: summary,
      // Also one that has ended is not begun anew.
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return await findWorkflowEnd(client, { workflowId });
  }
}

/**
 * Sends a command to a run and waits until it was taken.
 *
 * @param options.id the same command again is carried out once
 * @throws RunRefusedError, RunClosedError
 */
export async function commandRun<Result, Input>(
  client: Client,
  workflowId: string,
  update: UpdateDefinition<Result, [Input]>,
  input: Input,
  { id }: { id?: string } = {},
): Promise<Result> {
  try {
    const options = { args: [input] as [Input], ...(id !== undefined && { updateId: id }) };
    return await client.workflow.getHandle(workflowId).executeUpdate(update, options);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) throw new RunRefusedError(whyRefused(error));
    if (error instanceof WorkflowNotFoundError) throw new RunClosedError(`The workflow ${workflowId} is not running.`);
    throw error;
  }
}

/**
 * Tells a run that something about its person or its moment changed.
 *
 * @returns false when no workflow of that id is running: then nobody was told
 */
export async function tellFactsChanged(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).signal(factsChangedSignal);
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Where a step of the run refused it, the words of that step. */
function whyRefused(error: WorkflowUpdateFailedError): string {
  const { cause } = error;
  return (cause instanceof ActivityFailure ? cause.cause?.message : cause?.message) ?? error.message;
}

/** Tells runs that something of an account was mended; runs that have ended are passed by. */
export async function tellAccountChanged(client: Client, workflowIds: string[], accountId: string): Promise<void> {
  for (const workflowId of workflowIds) {
    try {
      await client.workflow.getHandle(workflowId).signal(accountChangedSignal, { accountId });
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
  }
}
