import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InboxActivities, InboxResult } from '../../activities/inbox-steps.js';
import type { LostRunActivities, LostRunsResult } from '../../activities/lost-run-steps.js';
import type { ReconcileResult, ScheduleActivities } from '../../activities/schedule-steps.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { createWorkflowEnvironment, type WorkflowEnvironment } from '../setup/workflow-environment.js';

let environment: WorkflowEnvironment;
let found: { schedules: ReconcileResult; inbox: InboxResult; runs: LostRunsResult };
beforeAll(async () => {
  const activities: ScheduleActivities & InboxActivities & LostRunActivities = {
    ensureSchedulesMatchAccounts: async () => found.schedules,
    tendHrInbox: async () => found.inbox,
    noteLostRuns: async () => found.runs,
  };
  environment = await createWorkflowEnvironment(activities);
});
afterAll(() => environment.close());

async function reconcile(schedules: Partial<ReconcileResult>, inbox: Partial<InboxResult> = {}, lost: string[] = []) {
  const none = { created: 0, updated: 0, removed: 0, unchanged: 0, overdue: [] };
  const quiet = { silent: [], held: [], bodiesRemoved: 0 };
  found = { schedules: { ...none, ...schedules }, inbox: { ...quiet, ...inbox }, runs: { lost } };
  const handle = await environment.start<() => Promise<unknown>>('reconcileSchedules', []);
  return { result: await handle.result(), shown: (await handle.describe()).typedSearchAttributes };
}

test('gives what was done', async () => {
  const { result, shown } = await reconcile({ created: 1, unchanged: 2 }, { bodiesRemoved: 3 });
  const schedules = { created: 1, updated: 0, removed: 0, unchanged: 2, overdue: [] };
  expect(result).toEqual({ ...schedules, silent: [], held: [], bodiesRemoved: 3, lost: [] });
  expect(shown.get(searchAttributes.stage)).toBe('done');
  expect(shown.get(searchAttributes.attention)).toBeUndefined();
});

test('asks an operator to look at accounts whose sync is overdue', async () => {
  const { shown } = await reconcile({ overdue: ['acme-cloud', 'acme-onprem'] }, { silent: ['acme-okta'] });
  expect(shown.get(searchAttributes.attention)).toBe('syncs-overdue');
  expect(shown.get(searchAttributes.accounts)).toEqual(['acme-cloud', 'acme-onprem']);
});

test('asks an operator to look at a feed that fell silent', async () => {
  const { shown } = await reconcile({}, { silent: ['acme-okta'] });
  expect(shown.get(searchAttributes.attention)).toBe('feeds-silent');
});

test('asks first of all for those who keep their access because their ends are held', async () => {
  const { shown } = await reconcile({ overdue: ['acme-cloud'] }, { held: ['acme-hr'] });
  expect(shown.get(searchAttributes.attention)).toBe('endings-held');
});

test('asks before all else for runs with which nobody goes on', async () => {
  const { shown } = await reconcile({}, { held: ['acme-hr'] }, ['offboard/E-1042/1/1']);
  expect(shown.get(searchAttributes.attention)).toBe('runs-lost');
});
