import type { AccountId } from '../../domain/account.js';
import type { DecidedCommand, SaidMoment } from '../../domain/decided-command.js';
import type { PlanPurpose, StepOutcome } from '../../domain/ledger.js';
import type { GuardName } from '../../domain/plan/guards.js';
import type { StepActivityName } from '../../domain/plan/step-activities.js';
import type { StepKind } from '../../domain/plan/step.js';
import type { AccountRunState, DecisionKind, RunAttention, RunKind, RunPhase, RunStage } from '../../domain/run.js';

/** A run in one account. */
export interface AccountKey {
  runId: string;
  accountId: AccountId;
}

/** A run in one account, in one of its phases; left out: `act`. */
export interface AccountPhase extends AccountKey {
  phase?: RunPhase;
}

/** What may change about a run from outside while it goes on. */
export interface RunFacts {
  /** Rises with each change, an operator's as well: facts replace only those of a smaller version. */
  factsVersion: number;
  /** ISO 8601, UTC. */
  effectiveAt: string;
  effectiveText: string;
  /** It shall not happen any more. */
  cancel: { by: string; reason: string } | null;
  /** What it cannot act without; null: nothing. */
  missing: 'work-email' | null;
  /** From when on a missing fact asks for attention. */
  missingUntil: string | null;
  /** When what it gave ends by itself, ISO 8601, UTC. */
  endsAt: string | null;
  /** A suspension is lifted, or access for a time ends early. */
  isLifted: boolean;
}

/** The part that ends a run's work: after a time, or at the moment of its facts, or when it is told. */
export interface FollowUp {
  phase: Exclude<RunPhase, 'act'>;
  afterMs: number | null;
}

/** What a run's workflow needs to know of it. No name and no address. */
export interface OpenedRun {
  kind: RunKind;
  /** Key of the person; the workflow's own id where a run is about nobody. */
  personKey: string;
  /** ISO 8601, UTC. */
  effectiveAt: string;
  /** The moment as people read it, in its zone and in UTC. */
  effectiveText: string;
  askedBy: string;
  needsApproval: boolean;
  /** After which an approval that is waited for is reminded of. */
  remindAfterMs: number;
  /** Operators who may decide as well after a longer time; left out: nobody else. */
  escalation?: { afterMs: number; approvers: string[] };
  /** Left out: it ends with its own part. */
  followUp?: FollowUp;
  /** Left out: nothing from outside has changed it. */
  facts?: RunFacts;
  /** Null: no second look. */
  secondLook: { afterMs: number; repair: boolean } | null;
  accounts: { accountId: AccountId; accountName: string }[];
  /** Until it acts nobody is to see about whom it is; left out: everybody may. */
  hidden?: HiddenName;
  /** Somebody cancelled it before it began. */
  cancel?: { by: string; reason: string };
}

/** What stands for a leaver of a batch until the release. */
export interface HiddenName {
  /** In place of the person's key. */
  title: string;
  /** What to call the run by in commands. */
  run: string;
}

/** A step as the workflow needs it: what and in which words, never whom. */
export interface PlannedStep {
  id: string;
  kind: StepKind;
  text: string;
}

/** Something that keeps steps from being done. */
export interface StoppedBy {
  guard: GuardName;
  decision: 'hold' | 'refuse';
  reason: string;
  remedy: string;
  steps: number;
  /** It rests on what could not be read just now, so it is judged anew before anybody has to decide. */
  mayPass?: true;
}

/** A plan of which something may be done, or is stopped by guards. */
export interface ReadyPlan {
  kind: 'ready';
  /** Of the lease; 0 for a plan that is only shown. */
  fence: number;
  /** May be done, in this order. */
  steps: PlannedStep[];
  /** How many of them stand before the disabling. */
  beforeDisabling: number;
  /** How many of one kind may be under way at once. Left out: one. */
  atOnce?: number;
  stopped: StoppedBy[];
  notChecked: string[];
  /** A reading failed that may succeed later. */
  mayReadLater: boolean;
  weight: string;
  /** No more than the disabling: the rest is planned when the other leavers of the batch are disabled, too. */
  isFirstPart?: boolean;
}

export type PreparedPlan =
  | ReadyPlan
  /** Nothing has to change. */
  | {
      kind: 'nothing-to-do';
      fence: number;
      detail: string;
      mayReadLater: boolean;
      /** What another run sent may still arrive: nothing is proven yet. */
      isUnsettled?: boolean;
      /** Left out: as it was known before. */
      notChecked?: string[];
      weight: string;
    }
  /** Nobody can tell which user it is. */
  | { kind: 'held'; reason: string; remedy: string }
  /** Another run works on this user. */
  | { kind: 'busy' }
  /** Newer facts about the person make this run void. */
  | { kind: 'superseded'; detail: string };

export interface PerformStepInput extends AccountKey {
  stepId: string;
  fence: number;
}

export interface PerformedStep {
  outcome: StepOutcome;
  problem: string | null;
}

export interface VerifiedAccount {
  /** Steps that are not as promised. */
  open: PlannedStep[];
  /** What was found, in words: disabled, 0 groups, 0 invites. */
  detail: string;
  notChecked: string[];
  /** Everything is as wanted, and the account is recorded as verified. */
  hasEnded: boolean;
  /** What another run sent may still arrive: nothing is proven yet. */
  isUnsettled?: boolean;
}

export interface SecondLook {
  /** What came back, in words; nothing when all is as it was verified. */
  cameBack: string[];
  detail: string;
  /** Newer facts want it so: it is only reported. Left out: nothing does. */
  voidBy?: string;
}

export interface ReadDecision {
  kind: DecisionKind;
  accountId: AccountId | null;
  operator: string;
  reason: string;
  detail: Record<string, unknown>;
}

/** The steps of a person's run, as its workflow sees them, beside those that change Retool. */
export interface LifecycleActivities {
  /** Loads the run and writes down its accounts. */
  openRun(input: { runId: string }): Promise<OpenedRun>;
  /** What is known now of a run that goes on. */
  readRunFacts(input: { runId: string }): Promise<RunFacts>;
  /**
   * Notes where the run is, and signs what the ledger holds of it.
   *
   * @returns facts newer than those of `factsVersion`, where it is given: then nothing was noted
   */
  recordStage(input: {
    runId: string;
    stage: RunStage;
    attention: RunAttention | null;
    detail?: string;
    outcome?: string;
    factsVersion?: number;
  }): Promise<RunFacts | undefined>;
  /** Notes how the run stands in an account; one that is final, or waits for an operator, releases the lease. */
  recordAccount(
    input: AccountKey & {
      state: AccountRunState;
      detail: string | null;
      /** What an operator can do about it, in words; left out: nothing is to be done. */
      remedy?: string;
    },
  ): Promise<void>;
  /** Computes the moment anew and writes it down, as a change of the facts; gives all of them as they are then. */
  rescheduleRun(
    input: SaidMoment & {
      runId: string;
      /** Who, and why, where no decision says it. */
      by?: string;
      reason?: string;
    },
  ): Promise<RunFacts>;
  /** Reads the person's present state in the account, plans and judges; takes the lease when it is to act. */
  prepareAccountPlan(
    input: AccountPhase & {
      purpose: PlanPurpose;
      /** Of a leaver of a batch: the others have been waited for. */
      mayCleanUp?: boolean;
      /** The work in the account begins with it, which is recorded. */
      begins?: boolean;
    },
  ): Promise<PreparedPlan>;
  /** Ends when the clean-up of a leaver of a batch may begin in an account: it tries again and again, without events. */
  awaitOthersDisabled(input: AccountKey): Promise<void>;
  /** Reads Retool back and compares with what each step promised. */
  verifyAccount(
    input: AccountPhase & {
      /** Of the lease under which the steps were done. */
      fence: number;
      /** Where everything is found as wanted the work in the account ends: that is recorded, and the lease given back. */
      mayEnd: boolean;
    },
  ): Promise<VerifiedAccount>;
  /** Reads everything again, a day later. With `mayMiss` also where something cannot be read, which is told then. */
  lookAgain(input: AccountKey & { mayMiss?: boolean }): Promise<SecondLook>;
  /** Ends only when the account can be used: it tries again and again, without events. */
  awaitUsableAccount(input: { accountId: AccountId }): Promise<void>;
  /** Reads who decided a command, if they did, and links the person to a user where that was decided. */
  readDecision(input: DecidedCommand & { runId: string; decisionId: string }): Promise<ReadDecision>;
}

/** One activity a kind of step; all take the same and give the same. */
export type StepActivities = Record<StepActivityName, (input: PerformStepInput) => Promise<PerformedStep>>;
