/** Id of the schedule that syncs an account; runs started by it get the nominal time appended by Temporal. */
export function syncScheduleId(accountName: string): string {
  return `sync/${accountName}`;
}

/** Id of the schedule that fetches the list of people of a connection. */
export function rosterScheduleId(connectionName: string): string {
  return `roster/${connectionName}`;
}

/** Prefixes of the schedules that `reconcileSchedules` owns. */
export const ownedSchedulePrefixes = ['sync/', 'roster/'];

/** Id of the schedule that keeps all other schedules true. */
export const reconcileScheduleId = 'reconcile-schedules';

/** Id of the workflow that starts the runs of a batch. */
export function batchWorkflowId(batchId: string): string {
  return `batch/${batchId}`;
}
