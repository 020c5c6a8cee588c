import type { AccountId } from '../account.js';
import type { LedgerCall, LedgerEntry, StepOutcome } from '../ledger.js';
import type { GuardName } from '../plan/guards.js';
import type { Proof } from '../plan/prove-step.js';
import type { Exposure } from './exposure.js';
import type { AccountRunState, DecisionKind, RunKind, RunStage } from '../run.js';

/** What is known of a run, from which evidence is made. */
export interface EvidenceFacts {
  run: { id: string; workflowId: string; kind: RunKind; stage: RunStage; outcome: string | null };
  person: { key: string; names: string[]; emails: string[]; isErased: boolean } | null;
  accounts: { accountId: AccountId; accountName: string }[];
  restores: RestoreFact[];
  /** All rows of the run, in their order. */
  ledger: LedgerFact[];
  /** Clear values by the hashes that the ledger has. */
  values: ReadonlyMap<string, string>;
  chain: ChainEvidence;
  /** ISO 8601, UTC: when the evidence was put together. */
  madeAt: string;
}

/** A later run that gave back what this one took. */
export interface RestoreFact {
  workflowId: string;
  stage: RunStage;
  outcome: string | null;
  /** ISO 8601, UTC: when it began to act. */
  actedAt: string;
}

export interface LedgerFact {
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  entry: LedgerEntry;
  prevHash: string;
  hash: string;
}

/** How the rows of the run can be checked, and what checking them just now found. */
export interface ChainEvidence {
  /** Newest signed head of the run; null when nothing is signed yet. */
  head: SignedHead | null;
  /** Rows after that head. */
  unsignedRows: number;
  /** Anything that cannot be if nobody touched the ledger. */
  problems: string[];
}

export interface SignedHead {
  seq: number;
  ledgerSeq: number;
  ledgerHash: string;
  at: string;
  prevHash: string;
  hash: string;
  signature: string;
  signingKeyId: string;
  /** Ed25519, SubjectPublicKeyInfo in PEM. */
  publicKey: string;
}

/** What an auditor reads: every fact of a run, and what it proves. All times are ISO 8601 in UTC. */
export interface Evidence {
  madeAt: string;
  run: EvidenceFacts['run'];
  /** In one sentence. */
  verdict: string;
  person: EvidenceFacts['person'];
  asked: AskedEvidence | null;
  timeLine: { at: string; text: string }[];
  decisions: DecisionEvidence[];
  accounts: AccountEvidence[];
  restores: RestoreFact[];
  chain: ChainEvidence;
  ledger: LedgerFact[];
}

export interface AskedEvidence {
  at: string;
  by: string;
  reason: string | null;
  /** What the request named, in clear where it is still known. */
  subject: string | null;
  onlyAccounts: string[] | null;
  /** As it is after all changes. */
  effectiveAt: string;
  effectiveDay: string | null;
  timeZone: string | null;
  policyHash: string | null;
  restoresRunId: string | null;
}

export interface DecisionEvidence {
  at: string;
  decision: DecisionKind;
  operator: string;
  reason: string;
  /** Null: about the whole run. */
  account: string | null;
  detail: Record<string, unknown>;
  /** Why the run did not take it; null when it did. */
  refused: string | null;
}

export interface AccountEvidence {
  accountId: AccountId;
  account: string;
  state: AccountRunState;
  detail: string | null;
  userId: string | null;
  /** How the user was found. */
  matched: string | null;
  /** What the person had, and what reading back found: in words; null where nothing was read. */
  before: string | null;
  after: string | null;
  afterSecondLook: string | null;
  steps: StepEvidence[];
  /** All that spoke against something; `isOver`: not in the last plan any more. */
  guards: {
    guard: GuardName;
    decision: 'hold' | 'refuse';
    reason: string;
    overriddenBy: string | null;
    isOver: boolean;
  }[];
  notChecked: string[];
  handOver: string[];
  /** The last reading has all that is wanted. */
  isProven: boolean;
  /** What the last reading says is still to be done. */
  open: string[];
  /** Somebody who came back had access of the past for a time. */
  exposure: Exposure | null;
  disabledAt: string | null;
  verifiedAt: string | null;
  secondLookAt: string | null;
  secondLook: 'as-verified' | 'came-back' | 'removed-again' | null;
  /** What had come back at a second look. */
  cameBack: string[];
  /** What the last sync that saw a change found after the run had ended; null where nothing came back, or it went again. */
  drift: { at: string; text: string } | null;
  /** In milliseconds; negative when it was so before that moment. */
  delays: {
    requestToDisabled: number | null;
    effectiveToDisabled: number | null;
    requestToVerified: number | null;
    effectiveToVerified: number | null;
  };
}

export interface StepEvidence {
  stepId: string;
  text: string;
  /** Why it was in the plan. */
  reason: string;
  /** `planned`: not begun. `begun`: its end is not recorded. */
  outcome: StepOutcome | 'planned' | 'begun';
  calls: LedgerCall[];
  problem: string | null;
  /** When it ended. */
  at: string | null;
  /** What reading back said; null where nothing was read back. */
  readBack: Proof | null;
  secondLook: Proof | null;
}
