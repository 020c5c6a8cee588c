export { reconcileSchedules } from './reconcile-schedules.js';
export { syncAccount } from './sync-account.js';
