import type { Client } from '@temporalio/client';
import type { RunStarter } from '../domain/run-starter.js';
import { rescheduleUpdate } from '../workflows/messages.js';
import { commandRun, RunClosedError, RunRefusedError, startPersonRun } from './person-runs.js';

/** Starts and moves runs in Temporal. */
export function createRunStarter(client: Client): RunStarter {
  return {
    async start(run, summary) {
      await startPersonRun(client, run, summary);
    },
    async reschedule(workflowId, { id, ...message }) {
      try {
        await commandRun(client, workflowId, rescheduleUpdate, message, { id });
        return undefined;
      } catch (error) {
        if (error instanceof RunRefusedError || error instanceof RunClosedError) return error.message;
        throw error;
      }
    },
  };
}
