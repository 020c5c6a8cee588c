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

/** Runs of `syncAccount` against faked steps, one after the other, all on one server. */
export function createSyncRuns(): SyncRuns {
  let fake = createFakeSync();
  let opened: Promise<WorkflowEnvironment> | undefined;
  const names = Object.keys(fake.activities) as (keyof SyncActivities)[];
  const dispatch = (name: keyof SyncActivities) => (input: unknown) =>
    (fake.activities[name] as (given: unknown) => unknown)(input);
  const activities = Object.fromEntries(names.map((name) => [name, dispatch(name)]));
  const start: SyncRuns['start'] = async (replaced, input) => {
    const environment = await (opened ??= createWorkflowEnvironment(activities));
    fake = createFakeSync(replaced);
    const args: [SyncAccountInput] = [{ accountId, accountName: 'acme-cloud', ...input }];
    return { fake, environment, handle: await environment.start<SyncAccount>('syncAccount', args) };
  };
  return {
    start,
    async sync(replaced, input) {
      const started = await start(replaced, input);
      return { ...started, result: await started.handle.result() };
    },
    close: async () => await (await opened)?.close(),
  };
}
