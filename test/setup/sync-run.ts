import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { SyncActivities } from '../../activities/sync-steps.js';
import type { SyncResult } from '../../domain/sync.js';
import type { SyncAccountInput } from '../../workflows/sync-account.js';
import { accountId, createFakeSync, type FakeSync } from '../fakes/sync-activities.js';
import { createWorkflowEnvironment, type WorkflowEnvironment } from './workflow-environment.js';

type SyncAccount = (input: SyncAccountInput) => Promise<SyncResult>;

export interface StartedSync {
  fake: FakeSync;
  handle: WorkflowHandleWithFirstExecutionRunId<SyncAccount>;
  environment: WorkflowEnvironment;
}

export interface SyncRuns {
  /** Starts a sync of acme-cloud with these steps replaced. */
  start(replaced?: Partial<SyncActivities>, input?: Partial<SyncAccountInput>): Promise<StartedSync>;
  /** The same, and waits for its end. */
  sync(
    replaced?: Partial<SyncActivities>,
    input?: Partial<SyncAccountInput>,
  ): Promise<StartedSync & { result: SyncResult }>;
  close(): Promise<void>;
}

/** Runs of `syncAccount` against faked steps, each on a server of its own. */
export function createSyncRuns(): SyncRuns {
  const open: WorkflowEnvironment[] = [];
  const start: SyncRuns['start'] = async (replaced, input) => {
    const fake = createFakeSync(replaced);
    const environment = await createWorkflowEnvironment(fake.activities);
    open.push(environment);
    const args: [SyncAccountInput] = [{ accountId, accountName: 'acme-cloud', ...input }];
    return { fake, environment, handle: await environment.start<SyncAccount>('syncAccount', args) };
  };
  return {
    start,
    async sync(replaced, input) {
      const started = await start(replaced, input);
      return { ...started, result: await started.handle.result() };
    },
    async close() {
      await Promise.all(open.splice(0).map((environment) => environment.close()));
    },
  };
}
