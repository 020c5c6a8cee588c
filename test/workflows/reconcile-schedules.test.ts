import { afterEach, expect, test } from 'vitest';
import type { ReconcileResult, ScheduleActivities } from '../../activities/schedule-steps.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { createWorkflowEnvironment, type WorkflowEnvironment } from '../setup/workflow-environment.js';

let environment: WorkflowEnvironment | undefined;
afterEach(() => environment?.close());

async function reconcile(found: Partial<ReconcileResult>) {
  const none = { created: 0, updated: 0, removed: 0, unchanged: 0, overdue: [] };
  const activities: ScheduleActivities = { ensureSchedulesMatchAccounts: async () => ({ ...none, ...found }) };
  environment = await createWorkflowEnvironment(activities);
  const handle = await environment.start<() => Promise<ReconcileResult>>('reconcileSchedules', []);
  return { result: await handle.result(), shown: (await handle.describe()).typedSearchAttributes };
}

test('gives what was done', async () => {
  const { result, shown } = await reconcile({ created: 1, unchanged: 2 });
  expect(result).toEqual({ created: 1, updated: 0, removed: 0, unchanged: 2, overdue: [] });
  expect(shown.get(searchAttributes.stage)).toBe('done');
  expect(shown.get(searchAttributes.attention)).toBeUndefined();
});

test('asks an operator to look at accounts whose sync is overdue', async () => {
  const { shown } = await reconcile({ overdue: ['acme-cloud', 'acme-onprem'] });
  expect(shown.get(searchAttributes.attention)).toBe('syncs-overdue');
  expect(shown.get(searchAttributes.accounts)).toEqual(['acme-cloud', 'acme-onprem']);
});
