import type { AccountId } from './account.js';
import type { Drift } from './drift.js';
import type { Verdict } from './plan/guards.js';
import type { MatchedBy, MatchHold } from './plan/match-user.js';
import type { NotChecked } from './plan/plan-account.js';
import type { PresentState } from './plan/present-state.js';
import type { Proof } from './plan/prove-step.js';
import type { HandOver, Step } from './plan/step.js';
import type { RunWanted, WantedState } from './plan/wanted-state.js';
import type { AccountRunState, DecisionKind, RunKind, RunStage } from './run.js';

/**
 * What the ledger says, one entry a fact. Nothing here is a name or an address of a person: those are salted hashes
 * (`h:…`), whose clear values and salts lie with the person.
 */
export type LedgerEntry =
  | EntryOf<
      'asked',
      {
        run: RunKind;
        personKey: string | null;
        /** Salted hash of the address or key that the request named. */
        subject: string | null;
        askedBy: string;
        reason: string | null;
        wanted: RunWanted;
        onlyAccounts: string[] | null;
        effectiveAt: string;
        effectiveDay: string | null;
        timeZone: string | null;
        policyHash: string | null;
        restoresRunId: string | null;
      }
    >
  | EntryOf<
      'rescheduled',
      {
        effectiveAt: string;
        effectiveDay: string | null;
        timeZone: string | null;
        /** Who, and why, where no decision says it. */
        by?: string;
        reason?: string;
      }
    >
  /** Facts about the person do not ask for it any more. */
  | EntryOf<'called-off', { by: string; reason: string }>
  | EntryOf<
      'decided',
      {
        decisionId: string;
        decision: DecisionKind;
        /** Null: about the whole run. */
        accountId: AccountId | null;
        operator: string;
        reason: string;
        /** What was chosen, such as the guard that is overridden or the new moment. */
        detail: Record<string, unknown>;
      }
    >
  | EntryOf<'decision-refused', { decisionId: string; /** In words. */ why: string }>
  | AccountEntryOf<
      'matched',
      {
        match: MatchedBy | 'none' | 'held';
        userId: string | null;
        why: MatchHold | null;
        /** Users it may be, by id. */
        candidates: string[];
      }
    >
  | AccountEntryOf<
      'planned',
      {
        purpose: PlanPurpose;
        before: PresentState;
        steps: Step[];
        handOver: HandOver[];
        notChecked: NotChecked[];
        verdicts: Verdict[];
        /** What was wanted then, where rules decide or access for a time ends; otherwise the request says it. */
        wanted?: WantedState;
      }
    >
  | AccountEntryOf<'step-intended', { stepId: string; step: Step; fence: number }>
  | AccountEntryOf<'step-ended', { stepId: string; outcome: StepOutcome; calls: LedgerCall[]; problem: string | null }>
  | AccountEntryOf<
      'verified',
      {
        purpose: ReadingPurpose;
        proofs: { stepId: string; proof: Proof }[];
        after: PresentState;
        notChecked: NotChecked[];
        wanted?: WantedState;
        /** Why it cannot be told whether a user is theirs, in words. */
        doubt?: string;
      }
    >
  | AccountEntryOf<'account', { state: AccountRunState; detail: string | null }>
  | EntryOf<'stage', { stage: RunStage; detail: string | null }>
  /** What a sync saw after the run had ended; neither enabled nor in a group: nothing any more. */
  | AccountEntryOf<'drift', { drift: Drift }>;

export type LedgerKind = LedgerEntry['kind'];

/** `preview`: to show it, nothing is done. */
export type PlanPurpose = 'preview' | 'act' | 'second-look';

/** `before-enabling`: whether access of the past is gone, so that somebody may be enabled. */
export type ReadingPurpose = PlanPurpose | 'before-enabling';

/**
 * `done`: the call succeeded. `already-so`: nothing had to be called. `failed`: it was refused or could not be done;
 * `unknown`: the answer was lost, and reading back decides.
 */
export type StepOutcome = 'done' | 'already-so' | 'failed' | 'unknown';

/** A call to Retool, without ids, query and body. */
export interface LedgerCall {
  method: string;
  template: string;
  /** Null when there was no answer. */
  status: number | null;
  /** ISO 8601, UTC. */
  sentAt: string;
}

type EntryOf<Kind extends string, Facts> = { kind: Kind } & Facts;
type AccountEntryOf<Kind extends string, Facts> = { kind: Kind; accountId: AccountId } & Facts;
