/** Id of the schedule that syncs an account; runs started by it get the nominal time appended by Temporal. */
export function syncScheduleId(accountName: string): string {
  return `sync/${accountName}`;
}

/** Prefix of the schedules that `reconcileSchedules` owns. */
export const syncSchedulePrefix = 'sync/';

/** Id of the schedule that keeps all other schedules true. */
export const reconcileScheduleId = 'reconcile-schedules';
