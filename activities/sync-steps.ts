import type { AccountId } from '../domain/account.js';
import type { FailureType } from '../domain/failures.js';
import type { SkipReason, StagedParts, SyncCounts } from '../domain/sync.js';

/** What every step of an opened run is told. */
export interface RunStep {
  accountId: AccountId;
  runId: string;
}

export type OpenSyncRunResult =
  { outcome: 'opened'; runId: string; paging: boolean } | { outcome: 'skipped'; reason: SkipReason };

export interface ReadUserPagesInput extends RunStep {
  /** Number under which this step stages its rows. */
  part: number;
  /** Where to go on; null for the first page. */
  fromToken: string | null;
  maxPages: number;
  /** Users of earlier parts, so that progress goes on counting. */
  usersBefore: number;
}

export interface ReadUserPagesResult {
  /** Distinct users staged under this part. */
  users: number;
  pages: number;
  /** Null when there are no more. */
  nextToken: string | null;
}

export interface ReadPartInput extends RunStep {
  part: number;
}

export interface ReadAllUsersInput extends ReadPartInput {
  /** Pages can be read instead: the third failure is final. Otherwise trying goes on as long as the step may take. */
  pagesPossible: boolean;
}

/** Null for what cannot be read of this account. */
export interface ReadNotesResult {
  tokens: number | null;
  workflows: number | null;
}

export type ApplyDifferencesInput = RunStep & { parts: StagedParts };

export type ApplyDifferencesResult =
  | { outcome: 'applied'; baseline: boolean; counts: SyncCounts }
  | { outcome: 'held'; reasons: string[]; counts: SyncCounts }
  | { outcome: 'staging-lost' };

export interface CloseSyncRunInput {
  accountId: AccountId;
  failure: FailureType | 'UnexpectedError';
  message: string;
}

/** The steps of a sync, as the workflow sees them. */
export interface SyncActivities {
  /**
   * Finds out whether the account may be read, confirms that its token still belongs to the pinned organization, and
   * opens the row of this run. Repeating it gives the same row.
   */
  openSyncRun(input: { accountId: AccountId }): Promise<OpenSyncRunResult>;
  /** Reads pages of 100 users into staging. Goes on where an earlier attempt stopped. */
  readUserPages(input: ReadUserPagesInput): Promise<ReadUserPagesResult>;
  /** Reads all users by one call into staging. An attempt that fails leaves nothing. */
  readAllUsers(input: ReadAllUsersInput): Promise<{ users: number }>;
  /** Reads all groups with their members by one call into staging. */
  readGroups(input: ReadPartInput): Promise<{ groups: number; memberships: number }>;
  /** Reads all invites into staging. */
  readInvites(input: ReadPartInput): Promise<{ invites: number }>;
  /**
   * Reads access tokens and workflows into staging where the token and the version allow it; otherwise it stages why
   * not, which is no failure.
   */
  readNotes(input: RunStep): Promise<ReadNotesResult>;
  /** Empties the staging of a run, so that it can read anew. */
  discardStaging(input: RunStep): Promise<void>;
  /** Compares what was staged with the inventory and applies the differences, or holds them, in one transaction. */
  applyDifferences(input: ApplyDifferencesInput): Promise<ApplyDifferencesResult>;
  /** Closes the row of this run as failed and drops its staging. Gives null when there never was a row. */
  closeSyncRun(input: CloseSyncRunInput): Promise<{ runId: string | null }>;
}
