export interface StartedBatch {
  /** Runs of the batch that are open. */
  runs: number;
  /** Of those: runs that acted too late to be moved to the release, or did not take it. */
  notMoved: number;
}

export interface BatchActivities {
  /** Starts the runs of a batch, and moves those that were open already to its release where they would act later. */
  startBatchRuns(input: { batchId: string }): Promise<StartedBatch>;
}
