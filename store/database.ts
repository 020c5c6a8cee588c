import type { ColumnType, Generated, Kysely, Transaction } from 'kysely';
import type { AccessMode, AccountState, SyncTiming } from '../domain/account.js';
import type { Confidence, Licence, LicenceRule } from '../domain/licence.js';
import type { RateLimit } from '../domain/rate.js';
import type { RetoolFeatures } from '../domain/retool-version.js';
import type { HrTables } from './hr-tables.js';
import type { LifecycleTables } from './lifecycle-tables.js';
import type { PeopleTables } from './people-tables.js';
import type { ChangeKind, StagedParts, SyncCounts } from '../domain/sync.js';

/** What query functions take: a connection of the pool, or the transaction they are part of. */
export type Db = Kysely<Database> | Transaction<Database>;

/** The tables of `migrations/`, with columns in camelCase (Kysely's plugin translates). */
export interface Database extends LifecycleTables, HrTables, PeopleTables {
  accounts: AccountsTable;
  credentials: CredentialsTable;
  syncRuns: SyncRunsTable;
  users: UsersTable;
  groups: GroupsTable;
  userGroups: UserGroupsTable;
  invites: InvitesTable;
  changes: ChangesTable;
  tokenNotes: TokenNotesTable;
  workflowNotes: WorkflowNotesTable;
  stagedNotes: StagedNotesTable;
}

/** Stored as jsonb: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

type JsonWithDefault<T> = ColumnType<T, string | undefined, string>;

/** What a token was found to allow, by scope. */
export type Scopes = Record<string, 'present' | 'missing' | 'unknown'>;

interface AccountsTable {
  id: Generated<string>;
  name: string;
  baseUrl: string;
  organizationId: string;
  access: AccessMode;
  state: Generated<AccountState>;
  stateReason: string | null;
  timing: Json<SyncTiming>;
  tokenOwnerEmail: string | null;
  retoolVersion: string | null;
  features: Json<RetoolFeatures>;
  scopes: Json<Scopes>;
  probedAt: Date;
  rateLimit: ColumnType<RateLimit | null, string | null, string | null>;
  internalDomains: Generated<string[]>;
  ignoreSeatType: Generated<boolean>;
  syncedAt: Date | null;
  everyoneMayEdit: Generated<boolean>;
  createdAt: Generated<Date>;
  tokensReadAt: Date | null;
  tokensUnreadReason: string | null;
  workflowsReadAt: Date | null;
  workflowsUnreadReason: string | null;
}

interface CredentialsTable {
  accountId: string;
  kind: 'stored' | 'env' | 'file';
  reference: string | null;
  keyId: string | null;
  sealed: Buffer | null;
  fingerprint: string;
  confirmedFingerprint: string | null;
  changedAt: Generated<Date>;
}

/**
 * `reading`: under way, or abandoned by a worker that died (the next run closes it). `held`: waits for an operator or
 * the next complete run. All others are final.
 */
export type SyncRunState = 'reading' | 'applied' | 'held' | 'failed' | 'rejected' | 'superseded';

interface SyncRunsTable {
  id: Generated<string>;
  accountId: string;
  workflowId: string;
  workflowRunId: string;
  state: Generated<SyncRunState>;
  openedAt: Generated<Date>;
  readAt: Date | null;
  closedAt: Date | null;
  baseline: Generated<boolean>;
  counts: JsonWithDefault<Partial<SyncCounts>>;
  stagedParts: ColumnType<StagedParts | null, string | null, string | null>;
  reasons: Generated<string[]>;
  failureType: string | null;
  reviewedBy: string | null;
}

interface UsersTable {
  accountId: string;
  id: string;
  legacyId: number | null;
  email: string;
  firstName: string | null;
  lastName: string | null;
  active: boolean;
  isAdmin: boolean;
  userType: string;
  seatType: string | null;
  twoFactorAuthEnabled: boolean | null;
  createdAt: Date | null;
  lastActive: Date | null;
  licence: Licence | null;
  licenceRule: LicenceRule;
  licenceConfidence: Confidence;
  firstSeenAt: Date;
}

interface GroupsTable {
  accountId: string;
  id: number;
  name: string;
  universalAppAccess: string | null;
  universalResourceAccess: string | null;
  universalWorkflowAccess: string | null;
  universalQueryLibraryAccess: string | null;
  flags: JsonWithDefault<Record<string, boolean>>;
}

interface UserGroupsTable {
  accountId: string;
  userId: string;
  groupIds: number[];
  adminOf: number[];
}

interface InvitesTable {
  accountId: string;
  id: number;
  invitedEmail: string;
  invitedBy: string | null;
  userType: string | null;
  createdAt: Date | null;
  expiresAt: Date | null;
  claimedAt: Date | null;
}

interface ChangesTable {
  id: Generated<number>;
  accountId: string;
  syncRunId: string;
  seenAt: Date;
  kind: ChangeKind;
  userId: string | null;
  groupId: number | null;
  inviteId: number | null;
  label: string | null;
  detail: JsonWithDefault<Record<string, unknown>>;
}

/** What is noted besides the inventory. */
export type NoteKind = 'tokens' | 'workflows';

interface TokenNotesTable {
  accountId: string;
  id: string;
  label: string;
  last4: string;
  ownerLegacyId: number | null;
  scopes: string[];
  createdAt: Date | null;
}

interface WorkflowNotesTable {
  accountId: string;
  id: string;
  name: string;
  createdByLegacyId: number | null;
  crontab: string | null;
  timezone: string | null;
  isEnabled: boolean | null;
}

interface StagedNotesTable {
  syncRunId: string;
  kind: NoteKind;
  notes: ColumnType<unknown[] | null, string | null, string | null>;
  unreadReason: string | null;
  readAt: Generated<Date>;
}
