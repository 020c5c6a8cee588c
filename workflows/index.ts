export { offboardPerson } from './offboard-person.js';
export { reconcileSchedules } from './reconcile-schedules.js';
export { restorePerson } from './restore-person.js';
export { syncAccount } from './sync-account.js';
