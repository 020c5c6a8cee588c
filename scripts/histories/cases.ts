import type { BatchActivities } from '../../activities/batch-steps.js';
import type { RosterActivities } from '../../activities/roster-steps.js';
import type { InboxActivities } from '../../activities/inbox-steps.js';
import type { LostRunActivities } from '../../activities/lost-run-steps.js';
import type { ScheduleActivities } from '../../activities/schedule-steps.js';
import type { ApplyDifferencesResult, SyncActivities } from '../../activities/sync-steps.js';
import type { SyncCounts } from '../../domain/sync.js';
import { accessCases } from './access-cases.js';
import { approvalCases } from './approval-cases.js';
import { fails } from './failing.js';
import { groupCases } from './group-cases.js';
import { firstFails, inTurn, untilCancelled } from './in-turn.js';
import { moveCases } from './move-cases.js';
import { offboardCases } from './offboard-cases.js';
import { onboardCases } from './onboard-cases.js';
import type { PersonCase } from './person-case.js';
import { type PersonActivities, usualPersonSteps } from './person-steps.js';
import { restoreCases } from './restore-cases.js';
import { secondLookCases } from './second-look-cases.js';
import { suspendCases } from './suspend-cases.js';
import { troubleCases } from './trouble-cases.js';

/** One way through a workflow, with invented steps. */
export type HistoryCase = InventoryCase | PersonCase;

/** One way through a sync, the keeping of schedules, the taking in of a list or the start of a batch. */
export interface InventoryCase {
  workflow: 'syncAccount' | 'reconcileSchedules' | 'importRoster' | 'offboardMany';
  /** Names the file. */
  name: string;
  activities: Partial<
    SyncActivities & ScheduleActivities & InboxActivities & LostRunActivities & RosterActivities & BatchActivities
  >;
  input?: { readUsers?: 'pages' };
  /** Cancelled once the step that never ends has begun. */
  isCancelled?: true;
  /** It ends with a failure. */
  isFailing?: true;
  /** It takes so long that time has to run ahead. */
  skipsTime?: true;
}

const runId = '0b7c8f5e-2f0b-4b8e-8f6c-3f0f3c1b7a11';
const counts: SyncCounts = { users: 250, groups: 4, memberships: 600, invites: 2, changes: 5 };

/** What no case says otherwise. */
export const usualSteps: SyncActivities &
  ScheduleActivities &
  InboxActivities &
  LostRunActivities &
  RosterActivities &
  BatchActivities &
  PersonActivities = {
  ...usualPersonSteps,
  startBatchRuns: async () => ({ runs: 6, notMoved: 0 }),
  openSyncRun: async () => ({ outcome: 'opened', runId, paging: true }),
  readUserPages: async () => ({ users: 250, pages: 3, nextToken: null }),
  readAllUsers: async () => ({ users: 2500 }),
  readGroups: async () => ({ groups: 4, memberships: 600 }),
  readInvites: async () => ({ invites: 2 }),
  readNotes: async () => ({ tokens: 3, workflows: null }),
  discardStaging: async () => {},
  applyDifferences: async () => ({ outcome: 'applied', baseline: false, counts }),
  closeSyncRun: async () => ({ runId }),
  ensureSchedulesMatchAccounts: async () => ({ created: 1, updated: 0, removed: 0, unchanged: 2, overdue: [] }),
  tendHrInbox: async () => ({ silent: [], held: [], bodiesRemoved: 0 }),
  noteLostRuns: async () => ({ lost: [] }),
  importRosterList: async () => ({ outcome: 'taken', rows: 412, added: 3, changed: 2, missing: 1 }),
};

/** An account of 2,500 users, page by page. */
const manyPages: SyncActivities['readUserPages'] = async ({ fromToken, maxPages }) => {
  const from = Number(fromToken ?? 0);
  const users = Math.min(maxPages * 100, 2500 - from);
  return { users, pages: users / 100, nextToken: from + users < 2500 ? String(from + users) : null };
};

/** An account of more users than can be read before the deadline. */
const endlessPages: SyncActivities['readUserPages'] = async ({ fromToken, maxPages: pages }) => ({
  users: pages * 100,
  pages,
  nextToken: String(Number(fromToken ?? 0) + pages * 100),
});

const sync = (
  name: string,
  activities: InventoryCase['activities'],
  more: Partial<InventoryCase> = {},
): InventoryCase => ({
  workflow: 'syncAccount',
  name,
  activities,
  ...more,
});

export const historyCases: HistoryCase[] = [
  ...offboardCases,
  ...approvalCases,
  ...troubleCases,
  ...secondLookCases,
  ...restoreCases,
  ...onboardCases,
  ...moveCases,
  ...suspendCases,
  ...accessCases,
  ...groupCases,
  sync('applied', {}),
  sync('whole', { readUserPages: manyPages }),
  sync('pages', { readUserPages: manyPages }, { input: { readUsers: 'pages' } }),
  sync('whole-failed-then-pages', {
    readUserPages: manyPages,
    readAllUsers: fails('RetoolUnavailableError'),
  }),
  sync('old-retool', { openSyncRun: async () => ({ outcome: 'opened', runId, paging: false }) }),
  sync('retried', {
    readInvites: inTurn(fails('RetoolRateLimitedError', { nextRetryDelay: '1 second' }), { invites: 2 }),
  }),
  sync('notes-failed', { readNotes: fails('RetoolUnavailableError') }),
  sync('read-anew', {
    applyDifferences: inTurn<ApplyDifferencesResult>(
      { outcome: 'staging-lost' },
      { outcome: 'applied', baseline: true, counts },
    ),
  }),
  sync('held', { applyDifferences: async () => ({ outcome: 'held', reasons: ['9 of 9 groups vanished'], counts }) }),
  sync(
    'past-its-deadline',
    {
      readUserPages: firstFails(fails('RetoolRateLimitedError', { nextRetryDelay: '14 minutes' }), endlessPages),
    },
    { input: { readUsers: 'pages' }, skipsTime: true },
  ),
  sync('skipped', { openSyncRun: async () => ({ outcome: 'skipped', reason: 'account-paused' }) }),
  sync('token-refused', { openSyncRun: fails('RetoolUnauthorizedError') }),
  sync('read-failed', {
    readGroups: fails('RetoolForbiddenError'),
    readUserPages: untilCancelled,
  }),
  sync('lost-three-times', { applyDifferences: async () => ({ outcome: 'staging-lost' }) }),
  sync('read-failed-and-not-closed', {
    readGroups: fails('RetoolForbiddenError'),
    closeSyncRun: fails('DatabaseError'),
  }),
  sync('unforeseen-failure', { readNotes: fails('TypeError') }, { isFailing: true }),
  sync('cancelled', { readGroups: untilCancelled }, { isCancelled: true }),
  { workflow: 'importRoster', name: 'taken', activities: {} },
  {
    workflow: 'importRoster',
    name: 'held',
    activities: { importRosterList: async () => ({ outcome: 'held', missing: 40, allowed: 20 }) },
  },
  {
    workflow: 'importRoster',
    name: 'not-fetched',
    activities: { importRosterList: fails('DownloadError') },
  },
  {
    workflow: 'importRoster',
    name: 'refused',
    activities: { importRosterList: async () => ({ outcome: 'refused', problems: 2 }) },
  },
  { workflow: 'importRoster', name: 'gone', activities: { importRosterList: async () => ({ outcome: 'gone' }) } },
  {
    workflow: 'importRoster',
    name: 'unforeseen-failure',
    activities: { importRosterList: fails('TypeError') },
    isFailing: true,
  },
  { workflow: 'offboardMany', name: 'started', activities: {} },
  { workflow: 'reconcileSchedules', name: 'matched', activities: {} },
  {
    workflow: 'reconcileSchedules',
    name: 'overdue',
    activities: {
      ensureSchedulesMatchAccounts: async () => ({
        ...{ created: 0, updated: 0, removed: 0, unchanged: 2 },
        overdue: ['acme-cloud'],
      }),
    },
  },
  {
    workflow: 'reconcileSchedules',
    name: 'feeds-looked-after',
    activities: { tendHrInbox: async () => ({ silent: ['acme-okta'], held: ['acme-hr'], bodiesRemoved: 7 }) },
  },
  {
    workflow: 'reconcileSchedules',
    name: 'runs-lost',
    activities: { noteLostRuns: async () => ({ lost: ['offboard/E-1042/1/1'] }) },
  },
];
