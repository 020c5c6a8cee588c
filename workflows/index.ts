export { changeAccess } from './change-access.js';
export { movePerson } from './move-person.js';
export { offboardPerson } from './offboard-person.js';
export { onboardPerson } from './onboard-person.js';
export { reconcileSchedules } from './reconcile-schedules.js';
export { restorePerson } from './restore-person.js';
export { suspendPerson } from './suspend-person.js';
export { syncAccount } from './sync-account.js';
