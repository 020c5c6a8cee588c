import type {
  FollowUp,
  HiddenName,
  OpenedRun,
  PlannedStep,
  RunFacts,
} from '../activities/lifecycle/lifecycle-steps.js';
import {
  type AccountRunState,
  attentionOfAccounts,
  isFinal,
  type RunAttention,
  type RunKind,
  type RunPhase,
  type RunStage,
} from '../domain/run.js';

/** How the run stands in one account. */
export interface AccountTicket {
  accountId: string;
  accountName: string;
  state: AccountRunState;
  /** In words: what was verified, or why it waits. */
  detail: string | null;
  /** What an operator can do about it. */
  remedy: string | null;
  /** Epoch milliseconds. */
  since: number;
  /** What was approved: see `weightOf`. Null before it was shown. */
  weight: string | null;
  /** Of a plan that weighs more than what was approved: it waits for an approval of its own. */
  askedWeight: string | null;
  /** Commands that wait to be heard by the account's work. */
  retry: boolean;
  skip: { by: string; reason: string } | null;
  /** Of a leaver of a batch: the others have been waited for. */
  mayCleanUp: boolean;
  /** The second part began before the first was done here: both are done together. Left out: it did not. */
  isBehind?: boolean;
  /** What the plan had in it, for the ticket. */
  steps: PlannedStep[];
  notChecked: string[];
}

/** What a run about a person knows of itself. Plain data: it goes through JSON and continue-as-new unchanged. */
export interface PersonTicket {
  runId: string;
  /** What was asked for is loaded. */
  isOpen: boolean;
  kind: RunKind;
  personKey: string;
  /** Stands for the person until the run acts; null: everybody may see about whom it is. */
  hidden: HiddenName | null;
  askedBy: string;
  stage: RunStage;
  phase: RunPhase;
  followUp: FollowUp | null;
  /** When the follow-up begins by itself, epoch milliseconds; null: when it is told. */
  followUpAt: number | null;
  factsVersion: number;
  /** The version on which it acted last. */
  actedVersion: number;
  missing: RunFacts['missing'];
  missingUntil: string | null;
  isMissingOverdue: boolean;
  endsAt: string | null;
  isLifted: boolean;
  effectiveAt: string;
  effectiveText: string;
  approval: 'not-needed' | 'waiting' | 'overdue' | 'approved' | 'rejected';
  /** Who may decide as well when nobody has for long. */
  escalation: { afterMs: number; approvers: string[]; isReached: boolean } | null;
  /** Who decided, or cancelled. */
  decidedBy: string | null;
  /** Ids of decisions that were heard: each counts once. Left out: none was. */
  decisionsTaken?: string[];
  tryNow: boolean;
  /** Who had it act now and why, where nothing else records it. */
  hurried?: string;
  cancel: { by: string; reason: string } | null;
  secondLookAt: number | null;
  accounts: AccountTicket[];
  cameBack: string[];
}

/** A run of which nothing is known yet but its id. */
export function createPersonTicket(runId: string): PersonTicket {
  return {
    runId,
    isOpen: false,
    kind: 'offboard',
    personKey: '',
    hidden: null,
    askedBy: '',
    stage: 'planned',
    phase: 'act',
    followUp: null,
    followUpAt: null,
    factsVersion: 0,
    actedVersion: 0,
    missing: null,
    missingUntil: null,
    isMissingOverdue: false,
    endsAt: null,
    isLifted: false,
    effectiveAt: '',
    effectiveText: '',
    approval: 'not-needed',
    escalation: null,
    decidedBy: null,
    tryNow: false,
    cancel: null,
    secondLookAt: null,
    accounts: [],
    cameBack: [],
  };
}

/** Fills in what was loaded. Whatever operators said meanwhile stays. */
export function openTicket(ticket: PersonTicket, opened: OpenedRun, now: number): void {
  const { kind, personKey, askedBy, effectiveAt, effectiveText, needsApproval } = opened;
  Object.assign(ticket, { kind, personKey, askedBy, effectiveAt, effectiveText, isOpen: true });
  if (needsApproval) ticket.approval = 'waiting';
  if (opened.escalation) ticket.escalation = { ...opened.escalation, isReached: false };
  ticket.followUp = opened.followUp ?? null;
  ticket.hidden = opened.hidden ?? null;
  ticket.cancel ??= opened.cancel ?? null;
  if (opened.facts) setFacts(ticket, opened.facts);
  ticket.accounts = opened.accounts.map(({ accountId, accountName }) => ({
    accountId,
    accountName,
    state: 'pending',
    detail: null,
    remedy: null,
    since: now,
    weight: null,
    askedWeight: null,
    retry: false,
    skip: null,
    mayCleanUp: false,
    steps: [],
    notChecked: [],
  }));
}

/**
 * Takes what is known now. Readings overtake each other, so one of a version that is known already moves nothing: of it
 * no more is heard than that what was missing is there.
 */
export function takeFacts(ticket: PersonTicket, facts: RunFacts): void {
  if (facts.factsVersion > ticket.factsVersion) setFacts(ticket, facts);
  else if (facts.factsVersion === ticket.factsVersion && facts.missing === null) setMissing(ticket, null);
}

function setFacts(ticket: PersonTicket, { cancel, missing, ...facts }: RunFacts): void {
  Object.assign(ticket, facts);
  ticket.cancel ??= cancel;
  setMissing(ticket, missing);
}

function setMissing(ticket: PersonTicket, missing: RunFacts['missing']): void {
  ticket.missing = missing;
  if (missing === null) ticket.isMissingOverdue = false;
}

/**
 * Takes an approval or a rejection: of the whole run while that waits for it, afterwards of those accounts whose plan has
 * become another one. What is rejected there is left out for good.
 *
 * @returns false when nothing waits for approval
 */
export function takeApproval(
  ticket: PersonTicket,
  kind: 'approve' | 'reject',
  { operator, reason }: { operator: string; reason: string },
): boolean {
  const isAsked = ticket.approval === 'waiting' || ticket.approval === 'overdue';
  const askedAgain = ticket.accounts.filter(({ askedWeight }) => askedWeight !== null);
  if (!isAsked && askedAgain.length === 0) return false;
  ticket.decidedBy = operator;
  if (isAsked) ticket.approval = kind === 'approve' ? 'approved' : 'rejected';
  for (const account of askedAgain) {
    if (kind === 'approve') Object.assign(account, { weight: account.askedWeight, retry: true });
    else account.skip = { by: operator, reason: `rejected: ${reason}` };
    account.askedWeight = null;
  }
  return true;
}

/** Who had it go on before its time, told once. */
export function takeHurried(ticket: PersonTicket): { detail?: string } {
  const { hurried: detail } = ticket;
  delete ticket.hurried;
  return detail === undefined ? {} : { detail };
}

/** Why an operator should look; null when nobody has to. */
export function attentionOf({
  approval,
  stage,
  accounts,
  cameBack,
  isMissingOverdue,
}: PersonTicket): RunAttention | null {
  if (cameBack.length > 0) return 'access-came-back';
  if (isMissingOverdue) return 'facts-missing';
  const ofAccounts = attentionOfAccounts(accounts.map(({ state }) => state));
  if (ofAccounts) return ofAccounts;
  if (stage === 'waiting-for-approval' && approval === 'overdue') return 'approval-overdue';
  return stage === 'waiting-for-approval' ? 'approval-wanted' : null;
}

/** The account of a command, by name or id. */
export function findAccount(ticket: PersonTicket, account: string): AccountTicket | undefined {
  return ticket.accounts.find(({ accountName, accountId }) => accountName === account || accountId === account);
}

/** Whether every account has come to an end. */
export function areAllFinal({ accounts }: PersonTicket): boolean {
  return accounts.every(({ state }) => isFinal(state));
}

/**
 * Whether the first part of a run that has a second one is over: it is lifted, its time has come, or what it is for has
 * changed. Nothing is begun under it any more, and an account that has not come so far goes on in the next part.
 */
export function isPartOver(ticket: PersonTicket): boolean {
  return ticket.followUp !== null && ticket.phase === 'act' && (isFollowUpDue(ticket) || isChanged(ticket));
}

/** Whether what was done holds where it could be done, and the other accounts wait for something or for somebody. */
export function isPartlyInForce(ticket: PersonTicket): boolean {
  return ticket.stage === 'acting' && ticket.phase === 'act' && ticket.followUp !== null && doAllStand(ticket);
}

/** Whether no account goes on by itself: each has come to an end, or waits for something or for somebody. */
export function doAllStand({ accounts }: PersonTicket): boolean {
  return accounts.every(({ state }) => state !== 'pending' && state !== 'working');
}

/** Whether the second part of a run has to begin. */
export function isFollowUpDue(ticket: PersonTicket): boolean {
  const end = followUpMoment(ticket);
  return ticket.tryNow || ticket.isLifted || (end !== null && end <= Date.now());
}

/** The next change of somebody's attributes while the access of before still stands. */
function isChanged({ kind, factsVersion, actedVersion }: PersonTicket): boolean {
  return kind === 'move' && factsVersion > actedVersion;
}

/** When the second part begins by itself, epoch milliseconds; null: when it is told. */
export function followUpMoment({ followUpAt, endsAt }: PersonTicket): number | null {
  return followUpAt ?? (endsAt === null ? null : Date.parse(endsAt));
}
