import type { FailureType } from './failures.js';

/** What one sync saw and changed, in numbers. Small enough for a workflow result. */
export interface SyncCounts {
  users: number;
  groups: number;
  memberships: number;
  invites: number;
  changes: number;
  /** Leavers whose access came back, as this sync was the first to see; left out: nobody's. */
  cameBack?: number;
}

/** Distinct rows that a run staged, by part number. */
export type PartCounts = Record<number, number>;

/** What a run staged, as its reading activities counted it: the comparison starts only when all of it is still there. */
export interface StagedParts {
  users: PartCounts;
  groups: PartCounts;
  memberships: PartCounts;
  invites: PartCounts;
}

/** How a sync ended. */
export type SyncResult =
  | { outcome: 'applied'; runId: string; baseline: boolean; counts: SyncCounts }
  | { outcome: 'held'; runId: string; reasons: string[]; counts: SyncCounts }
  | { outcome: 'skipped'; reason: SkipReason }
  | { outcome: 'failed'; runId: string | null; failure: FailureType; message: string };

/** Why a sync did not read at all. */
export type SkipReason = 'account-paused' | 'account-stopped' | 'account-removed';

/** Everything the change feed can say. */
export const changeKinds = [
  'baseline',
  'user-appeared',
  'user-gone',
  'user-disabled',
  'user-re-enabled',
  'user-renamed',
  'role-changed',
  'seat-changed',
  'licence-changed',
  'group-joined',
  'group-left',
  'group-admin-changed',
  'group-created',
  'group-renamed',
  'group-deleted',
  'group-access-changed',
  'invite-opened',
  'invite-closed',
  'leaver-came-back',
] as const;

export type ChangeKind = (typeof changeKinds)[number];
