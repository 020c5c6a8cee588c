export interface LostRunsResult {
  /** Workflow ids of open runs with which nobody goes on. */
  lost: string[];
}

export interface LostRunActivities {
  /** Finds the open runs whose workflow has ended, and has each ask for attention. */
  noteLostRuns(): Promise<LostRunsResult>;
}
