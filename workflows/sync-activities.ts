import { ActivityCancellationType, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { SyncActivities } from '../activities/sync-steps.js';
import { taskQueues } from '../domain/task-queues.js';

/** How long a step is tried again when Retool or PostgreSQL is in trouble. */
const retryBudget = '15 minutes';

/** A worker that died is noticed within this time. */
const heartbeatTimeout = '10 seconds';

const options: ActivityOptions = {
  taskQueue: taskQueues.sync,
  heartbeatTimeout,
  startToCloseTimeout: retryBudget,
  scheduleToCloseTimeout: retryBudget,
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
  // One that is given up is waited for until it has ended. The SDK says so of itself, but goes on at once when not told.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

const activities = proxyActivities<SyncActivities>(options);

/**
 * The steps of one account's sync, each with a summary that people can read. The account is the fairness key: one
 * large account does not hold up the others where the server knows fairness.
 */
export function syncActivitiesOf(accountId: string, accountName: string) {
  const says = (summary: string) => ({ summary, priority: { fairnessKey: accountId } });
  return {
    openSyncRun: () =>
      activities.openSyncRun.executeWithOptions(says(`Confirm the organization of ${accountName}`), [{ accountId }]),
    readUserPages: (input: Parameters<SyncActivities['readUserPages']>[0], firstPage: number) => {
      const pages = `pages ${firstPage} to ${firstPage + input.maxPages - 1}`;
      return activities.readUserPages.executeWithOptions(says(`Read users of ${accountName}, ${pages}`), [input]);
    },
    readAllUsers: (input: Parameters<SyncActivities['readAllUsers']>[0]) =>
      activities.readAllUsers.executeWithOptions(says(`Read all users of ${accountName} in one call`), [input]),
    readGroups: (input: Parameters<SyncActivities['readGroups']>[0]) =>
      activities.readGroups.executeWithOptions(says(`Read groups and members of ${accountName}`), [input]),
    readInvites: (input: Parameters<SyncActivities['readInvites']>[0]) =>
      activities.readInvites.executeWithOptions(says(`Read invites of ${accountName}`), [input]),
    readNotes: (input: Parameters<SyncActivities['readNotes']>[0]) =>
      activities.readNotes.executeWithOptions(says(`Read access tokens and workflows of ${accountName}`), [input]),
    discardStaging: (input: Parameters<SyncActivities['discardStaging']>[0]) =>
      activities.discardStaging.executeWithOptions(says(`Discard what was read of ${accountName}`), [input]),
    applyDifferences: (input: Parameters<SyncActivities['applyDifferences']>[0]) =>
      activities.applyDifferences.executeWithOptions(says(`Compare and apply the differences of ${accountName}`), [
        input,
      ]),
    closeSyncRun: (input: Parameters<SyncActivities['closeSyncRun']>[0]) =>
      activities.closeSyncRun.executeWithOptions(says(`Close the failed run of ${accountName}`), [input]),
  };
}

export type SyncSteps = ReturnType<typeof syncActivitiesOf>;
