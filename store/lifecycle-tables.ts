import type { ColumnType, Generated } from 'kysely';
import type { Drift } from '../domain/drift.js';
import type { AskedByFacts } from '../domain/people/asked-by-facts.js';
import type { Served } from '../domain/people/decide.js';
import type { PersonAttributes } from '../domain/people/person-attributes.js';
import type { PersonState } from '../domain/people/person-state.js';
import type { Verdict } from '../domain/plan/guards.js';
import type { AccountPlan } from '../domain/plan/plan-account.js';
import type { PresentState } from '../domain/plan/present-state.js';
import type { RunWanted } from '../domain/plan/wanted-state.js';
import type { AccountRunState, DecisionKind, OperatorRole, RunAttention, RunKind, RunStage } from '../domain/run.js';

/** The tables of migrations 000003 to 000005: people, what is done about them, and the evidence of it. */
export interface LifecycleTables {
  people: PeopleTable;
  identities: IdentitiesTable;
  personValues: PersonValuesTable;
  links: LinksTable;
  operators: OperatorsTable;
  batches: BatchesTable;
  runs: RunsTable;
  runAccounts: RunAccountsTable;
  runPlans: RunPlansTable;
  decisions: DecisionsTable;
  leases: LeasesTable;
  freezes: FreezesTable;
  ledger: LedgerTable;
  signingKeys: SigningKeysTable;
  ledgerHeads: LedgerHeadsTable;
}

/** Stored as jsonb: read as a value, written as text. */
type Json<T> = ColumnType<T, string, string>;

type JsonWithDefault<T> = ColumnType<T, string | undefined, string>;

interface PeopleTable {
  id: Generated<string>;
  key: string;
  episode: Generated<number>;
  createdAt: Generated<Date>;
  erasedAt: Date | null;
  employeeNumber: string | null;
  attributes: JsonWithDefault<PersonAttributes>;
  state: ColumnType<PersonState | null, string | null | undefined, string | null>;
  startsAt: Date | null;
  endsAt: Date | null;
  suspendedAt: Date | null;
  served: ColumnType<Served | null, string | null | undefined, string | null>;
  attention: Generated<string[]>;
  attentionSince: Date | null;
  reconsiderAt: Date | null;
  joinedInto: string | null;
}

interface IdentitiesTable {
  personId: string;
  kind: 'work-email' | 'former-email' | 'alias' | 'name';
  value: string;
}

interface PersonValuesTable {
  personId: string;
  hash: string;
  salt: Buffer;
  value: string;
}

interface LinksTable {
  accountId: string;
  personId: string;
  userId: string;
  linkedBy: string;
  reason: string | null;
  linkedAt: Generated<Date>;
}

interface OperatorsTable {
  id: Generated<string>;
  name: string;
  role: OperatorRole;
  keyHash: Buffer;
  createdAt: Generated<Date>;
  expiresAt: Date;
  revokedAt: Date | null;
}

interface BatchesTable {
  id: Generated<string>;
  releaseAt: Date;
  askedBy: string;
  reason: string | null;
  createdAt: Generated<Date>;
}

interface RunsTable {
  id: Generated<string>;
  kind: RunKind;
  workflowId: string;
  personId: string | null;
  episode: number | null;
  number: Generated<number>;
  askedBy: string;
  reason: string | null;
  askedAt: Generated<Date>;
  wanted: Json<RunWanted>;
  onlyAccounts: string[] | null;
  effectiveAt: Date;
  effectiveDay: string | null;
  timeZone: string | null;
  restoresRunId: string | null;
  batchId: string | null;
  stage: Generated<RunStage>;
  attention: RunAttention | null;
  policyHash: string | null;
  needsApproval: Generated<boolean>;
  actedAt: Date | null;
  verifiedAt: Date | null;
  secondLookAt: Date | null;
  closedAt: Date | null;
  outcome: string | null;
  factsVersion: Generated<number>;
  facts: ColumnType<AskedByFacts | null, string | null | undefined, string | null>;
  cancelAskedBy: string | null;
  cancelReason: string | null;
  liftedAt: Date | null;
  endsAt: Date | null;
  phase: string | null;
}

interface RunAccountsTable {
  runId: string;
  accountId: string;
  accountName: string;
  state: AccountRunState;
  detail: string | null;
  remedy: string | null;
  userId: string | null;
  since: Generated<Date>;
  disablingAt: Date | null;
  attemptedAt: Date | null;
  disabledAt: Date | null;
  verifiedAt: Date | null;
  secondLookAt: Date | null;
  secondLook: string | null;
  drift: ColumnType<Drift | null, string | null, string | null>;
  driftSeenAt: Date | null;
  driftSettledAt: Date | null;
}

interface RunPlansTable {
  runId: string;
  accountId: string;
  madeAt: Generated<Date>;
  present: Json<PresentState>;
  plan: Json<AccountPlan>;
  verdicts: Json<Verdict[]>;
  weight: string;
}

interface DecisionsTable {
  id: Generated<string>;
  runId: string;
  accountId: string | null;
  kind: DecisionKind;
  operatorId: string | null;
  operatorName: string;
  reason: string;
  detail: JsonWithDefault<Record<string, unknown>>;
  decidedAt: Generated<Date>;
  refusedAt: Date | null;
  refusedWhy: string | null;
}

interface LeasesTable {
  accountId: string;
  subject: string;
  runId: string;
  precedence: number;
  fence: number;
  takenAt: Generated<Date>;
  renewedAt: Generated<Date>;
  releasedAt: Date | null;
}

interface FreezesTable {
  id: Generated<string>;
  accountId: string | null;
  frozenBy: string;
  reason: string;
  frozenAt: Generated<Date>;
}

interface LedgerTable {
  runId: string;
  seq: number;
  at: Date;
  kind: string;
  accountId: string | null;
  stepId: string | null;
  body: string;
  prevHash: string;
  hash: string;
}

interface SigningKeysTable {
  id: string;
  publicKey: string;
  keyId: string;
  sealed: Buffer;
  createdAt: Generated<Date>;
}

interface LedgerHeadsTable {
  seq: number;
  runId: string;
  ledgerSeq: number;
  ledgerHash: string;
  at: Date;
  prevHash: string;
  hash: string;
  signingKeyId: string;
  signature: string;
}
