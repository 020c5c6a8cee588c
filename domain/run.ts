/** What a run does about a person or a group. */
export type RunKind = 'offboard' | 'onboard' | 'move' | 'suspend' | 'access' | 'group' | 'restore';

/** Who goes first when two runs are about one user: the smaller number. */
export const precedenceOf: Record<RunKind, number> = {
  offboard: 1,
  suspend: 2,
  move: 3,
  onboard: 4,
  restore: 4,
  access: 5,
  group: 5,
};

/** Where a run is. `in-force`: what it gave or took holds until a moment, or until it is told to end. */
export const runStages = [
  'planned',
  'waiting-for-approval',
  'waiting',
  'acting',
  'in-force',
  'verified',
  'done',
  'cancelled',
] as const;

export type RunStage = (typeof runStages)[number];

/** How a run ended; lists show it in the place of the stage. */
const runOutcomes = [
  'verified',
  'partly-verified',
  'not-verified',
  'access-came-back',
  'ended-early',
  'superseded',
  'rejected',
  'cancelled',
  'not-started',
] as const;

/** What lists show of where a run is: its stage, or how it ended. */
export const runStandings: readonly RunStanding[] = [...new Set([...runStages, ...runOutcomes])];

export type RunStanding = RunStage | (typeof runOutcomes)[number];

/** Whether a run is in a stage, or ended so. */
export function standsSo(run: { stage: RunStage; outcome: string | null }, wanted: RunStanding): boolean {
  return run.stage === wanted || run.outcome === wanted;
}

/**
 * What a run does now: its own part, or later the part that ends it. `retire`: what was kept for an overlap goes, or access
 * for a time ends. `lift`: a suspension ends.
 */
export type RunPhase = 'act' | 'retire' | 'lift';

/** Whether a run takes access away now: then nothing that is only to be told may keep it from that. */
export function takesAway(kind: RunKind, phase: RunPhase = 'act'): boolean {
  return kind === 'offboard' || (kind === 'suspend' && phase === 'act');
}

/** Whether a run looks again some time after it was verified. */
export function looksAgain(kind: RunKind): boolean {
  return kind === 'offboard';
}

/** Why an operator should look at a run. */
export type RunAttention =
  | 'facts-missing'
  | 'approval-wanted'
  | 'approval-overdue'
  | 'account-held'
  | 'account-unusable'
  | 'policy-broken'
  | 'access-came-back'
  | 'workflow-ended';

/**
 * How a run stands in one account. `waiting`: the account cannot be used, and it tries again by itself. `held`: an
 * operator has to decide. The last five are final.
 */
export const accountRunStates = [
  'pending',
  'working',
  'waiting',
  'held',
  'verified',
  'nothing-to-do',
  'skipped',
  'given-up',
  'superseded',
] as const;

export type AccountRunState = (typeof accountRunStates)[number];

export function isFinal(state: AccountRunState): boolean {
  return ['verified', 'nothing-to-do', 'skipped', 'given-up', 'superseded'].includes(state);
}

/** Whether all is as wanted in an account: only that can be found changed later. */
export function isSettled({ state }: { state: AccountRunState }): boolean {
  return state === 'verified' || state === 'nothing-to-do';
}

/** How a run that acted has ended, by its accounts. */
export function outcomeOfAccounts(accounts: { state: AccountRunState }[]): string {
  if (accounts.every(isSettled)) return 'verified';
  if (accounts.every(({ state }) => state === 'superseded')) return 'superseded';
  return accounts.some(isSettled) ? 'partly-verified' : 'not-verified';
}

/** Why an operator should look at the accounts of a run; null when nobody has to. */
export function attentionOfAccounts(states: AccountRunState[]): RunAttention | null {
  if (states.includes('held')) return 'account-held';
  return states.includes('waiting') ? 'account-unusable' : null;
}

/** What operators can decide about a run. `acknowledge`: they know of what came back after it ended. */
export type DecisionKind =
  'approve' | 'reject' | 'override' | 'retry' | 'skip' | 'try-now' | 'reschedule' | 'cancel' | 'link' | 'acknowledge';

/** What somebody may do here: each role may what the ones before it may. */
export const operatorRoles = ['viewer', 'operator', 'approver', 'admin'] as const;

export type OperatorRole = (typeof operatorRoles)[number];

/** Whether a role includes what another may do. */
export function includesRole(role: OperatorRole, needed: OperatorRole): boolean {
  return operatorRoles.indexOf(role) >= operatorRoles.indexOf(needed);
}
