import type { Worker } from '@temporalio/worker';

/** Whether a worker process does its work, for probes. */
export interface WorkerHealth {
  /** All workers run and ask for tasks. */
  ready: boolean;
  workers: { taskQueue: string; state: string; polling: boolean; stepsUnderWay: number }[];
}

export function healthOf(workers: Worker[]): WorkerHealth {
  const seen = workers.map((worker) => {
    const { runState, workflowPollerState, activityPollerState, numInFlightActivities } = worker.getStatus();
    const pollers = [workflowPollerState, activityPollerState];
    return {
      taskQueue: worker.options.taskQueue,
      state: runState,
      // A worker without workflows (or steps) has one poller that has shut down from the start.
      polling: pollers.includes('POLLING') && !pollers.includes('FAILED'),
      stepsUnderWay: numInFlightActivities,
    };
  });
  return { ready: seen.every(({ state, polling }) => state === 'RUNNING' && polling), workers: seen };
}
