import type { RunKind } from './run.js';

/** What is needed of a run to start its workflow. */
export interface StartableRun {
  id: string;
  workflowId: string;
  kind: RunKind;
}

/** Starts and moves runs; the client of Temporal is one. Each call is safe to repeat. */
export interface RunStarter {
  /** Starts the workflow of a run, unless it was started before. */
  start(run: StartableRun, summary: string): Promise<void>;
  /**
   * Lets a run act at another moment.
   *
   * @param message.id the same again is carried out once
   * @param message.decisionId whose decision it is
   * @returns why it did not take it, because it acts already for example; undefined when it did
   */
  reschedule(
    workflowId: string,
    message: { id: string; at: string; decisionId: string; reason: string },
  ): Promise<string | undefined>;
}
