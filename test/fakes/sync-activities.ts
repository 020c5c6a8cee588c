import type { SyncActivities } from '../../activities/sync-steps.js';
import type { SyncCounts } from '../../domain/sync.js';

export const accountId = '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10';
export const runId = '0b7c8f5e-2f0b-4b8e-8f6c-3f0f3c1b7a11';
export const counts: SyncCounts = { users: 250, groups: 4, memberships: 600, invites: 2, changes: 5 };

export interface FakeSync {
  activities: SyncActivities;
  /** Names and inputs of the steps in the order they were taken. */
  calls: { step: keyof SyncActivities; input: Record<string, unknown> }[];
  /** Inputs of one step. */
  inputsOf(step: keyof SyncActivities): Record<string, unknown>[];
}

/** The steps of a sync of an account with 250 users; each can be replaced. */
export function createFakeSync(replaced: Partial<SyncActivities> = {}): FakeSync {
  const calls: FakeSync['calls'] = [];
  const steps: SyncActivities = {
    openSyncRun: async () => ({ outcome: 'opened', runId, paging: true }),
    readUserPages: async () => ({ users: 250, pages: 3, nextToken: null }),
    readAllUsers: async () => ({ users: 250 }),
    readGroups: async () => ({ groups: 4, memberships: 600 }),
    readInvites: async () => ({ invites: 2 }),
    readNotes: async () => ({ tokens: 3, workflows: null }),
    discardStaging: async () => {},
    applyDifferences: async () => ({ outcome: 'applied', baseline: false, counts }),
    closeSyncRun: async () => ({ runId }),
    ...replaced,
  };
  const recorded = Object.entries(steps).map(([step, run]) => [
    step,
    (input: Record<string, unknown>) => {
      calls.push({ step: step as keyof SyncActivities, input });
      return (run as (input: unknown) => unknown)(input);
    },
  ]);
  return {
    activities: Object.fromEntries(recorded) as SyncActivities,
    calls,
    inputsOf: (step) => calls.filter((call) => call.step === step).map(({ input }) => input),
  };
}

/** An organization of many users that gives pages of 100, as `readUserPages` reads it. */
export function pagesOf(users: number): SyncActivities['readUserPages'] {
  return async ({ fromToken, maxPages }) => {
    const from = Number(fromToken ?? 0);
    const read = Math.min(maxPages * 100, users - from);
    const nextToken = from + read < users ? String(from + read) : null;
    return { users: read, pages: Math.ceil(read / 100), nextToken };
  };
}
