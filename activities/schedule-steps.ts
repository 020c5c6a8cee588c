export interface ReconcileResult {
  created: number;
  updated: number;
  removed: number;
  unchanged: number;
  /** Names of accounts whose schedule should have started a run long ago. */
  overdue: string[];
}

export interface ScheduleActivities {
  /** Makes the schedules match the accounts, and finds the accounts whose last run is overdue. */
  ensureSchedulesMatchAccounts(): Promise<ReconcileResult>;
}
