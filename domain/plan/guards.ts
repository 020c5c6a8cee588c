import type { AccessMode, AccountState } from '../account.js';
import { grantGuards, guardWishes } from './grant-guards.js';
import { groupGuards } from './group-guards.js';
import { overrideCommand } from './override-command.js';
import type { AccountPlan } from './plan-account.js';
import { isPassing, type PresentState, type Reading } from './present-state.js';
import { scopeOf } from './scope-of.js';
import { lowersAdmin, type Step } from './step.js';

export const guardNames = [
  'account-read-only',
  'account-paused',
  'writes-frozen',
  'excluded-person',
  'last-admin',
  'token-owner',
  'removal-limit',
  'missing-scope',
  'paid-seat',
  'admin-group',
  'old-access',
  'unread-invites',
  'unknown-group',
  'no-user',
  'built-in-group',
  'group-name-taken',
  'group-members',
  'group-in-rules',
] as const;

export type GuardName = (typeof guardNames)[number];

/** Those that refuse: something else has to change first, and nobody can override them. */
export const refusingGuards: readonly GuardName[] = [
  'account-read-only',
  'account-paused',
  'writes-frozen',
  'missing-scope',
  'unread-invites',
  'built-in-group',
  'group-name-taken',
];

/**
 * What a guard says about steps of a plan. `hold`: an operator has to decide, and may override. `refuse`: nobody can
 * override it; something else has to change first.
 */
export interface Verdict {
  guard: GuardName;
  decision: 'hold' | 'refuse';
  /** In words, without the full stop. */
  reason: string;
  /** What to do about it. */
  remedy: string;
  /** The steps it is about. */
  stepIds: string[];
  /** It rests on what could not be read just now, and may pass by itself. */
  mayPass?: true;
}

/** What the guards need to know beside the plan. */
export interface GuardFacts {
  account: { name: string; access: AccessMode; state: AccountState };
  /** Why no writes may be made now; null when they may. */
  frozen: string | null;
  /** The entry of the policy that excludes the person, while it holds. */
  exclusion: { owner: string; reason: string; expiresAt: string | null } | null;
  /** Enabled admins beside this user: without those who are excluded or about to leave. */
  otherAdmins: Reading<number>;
  tokenOwner: 'this-user' | 'somebody-else' | 'unknown';
  /** Write scopes that the token is known to lack. */
  missingScopes: string[];
  /** Users disabled by runs in the last day, suspensions included, and what the policy allows. */
  removals: { lastDay: number; allowed: number };
  asks: ApprovalsAsked;
  /** Groups that rules give and that the account does not have, in words. */
  unknownGroups: string[];
  /** Why nobody is made a user who should be one; null: nothing is in the way. */
  noUser: string | null;
  /** Names of the groups that rules give in this account. */
  groupsInRules: string[];
  /** Guards that operators have overridden for this person in this account. */
  overridden: GuardName[];
}

/** What the policy wants approved by itself while everything else is done. */
export interface ApprovalsAsked {
  /** A Builder seat, where seats are named. */
  paidSeat: boolean;
  /** The same for one that comes back with a user who is enabled: not where they only get back what they had. */
  seatOfEnabled: boolean;
  adminGroup: boolean;
}

/** What may be done of a plan, and what says otherwise. */
export interface Judgement {
  verdicts: Verdict[];
  /** The steps that nothing speaks against, in their order. */
  allowed: Step[];
}

/**
 * Judges a plan: its end state as well as each step. What speaks against disabling speaks against the whole plan, so that
 * nobody ends half removed; what speaks against another step never keeps the disabling from happening.
 */
export function judgePlan(plan: AccountPlan, present: PresentState, facts: GuardFacts): Judgement {
  const { steps } = plan;
  const ofSteps = [
    ...[...guards, ...groupGuards].flatMap((guard) => guard(steps, present, facts) ?? []),
    ...grantGuards.flatMap((guard) => guard(plan, present, facts) ?? []),
  ];
  const verdicts = [...(steps.length > 0 ? ofSteps : []), ...guardWishes(facts)].filter(
    ({ guard, decision }) => decision === 'refuse' || !facts.overridden.includes(guard),
  );
  const stopped = new Set(verdicts.flatMap(({ stepIds }) => stepIds));
  return { verdicts, allowed: steps.filter(({ id }) => !stopped.has(id)) };
}

type Guard = (steps: Step[], present: PresentState, facts: GuardFacts) => Verdict | undefined;

const guards: Guard[] = [
  (steps, _, { account }) =>
    account.access === 'read'
      ? {
          guard: 'account-read-only',
          decision: 'refuse',
          reason: `${account.name} is connected read only`,
          remedy: `steward account set ${account.name} --write`,
          stepIds: idsOf(steps),
        }
      : undefined,
  (steps, _, { account }) =>
    account.state === 'active'
      ? undefined
      : {
          guard: 'account-paused',
          decision: 'refuse',
          reason: `${account.name} is ${account.state}`,
          remedy: `steward account resume ${account.name}`,
          stepIds: idsOf(steps),
        },
  (steps, _, { frozen, account }) =>
    frozen === null
      ? undefined
      : {
          guard: 'writes-frozen',
          decision: 'refuse',
          reason: `writes are stopped: ${frozen}`,
          remedy: `steward unfreeze ${account.name}, or --all; steward account show ${account.name} says more`,
          stepIds: idsOf(steps),
        },
  (steps, _, { exclusion, account }) =>
    exclusion
      ? {
          guard: 'excluded-person',
          decision: 'hold',
          reason: `the policy excludes this person (${exclusion.reason}; owner: ${exclusion.owner})`,
          remedy: `Correct the policy, or override it: ${overrideCommand('excluded-person', account)}`,
          stepIds: idsOf(steps),
        }
      : undefined,
  guardLastAdmin,
  guardTokenOwner,
  (steps, _, { removals, account }) =>
    isDisabling(steps) && removals.lastDay >= removals.allowed
      ? {
          guard: 'removal-limit',
          decision: 'hold',
          reason: `${removals.lastDay} users were disabled within a day, and ${removals.allowed} is the limit`,
          remedy: `Look whether so many leave, then override it: ${overrideCommand('removal-limit', account)}`,
          stepIds: idsOf(steps),
        }
      : undefined,
  guardScopes,
];

/** Judges by the end: after the plan somebody else must be an enabled admin. */
function guardLastAdmin(
  steps: Step[],
  { user, memberships }: PresentState,
  { otherAdmins, account }: GuardFacts,
): Verdict | undefined {
  const lowering = steps.filter(lowersAdmin);
  if (lowering.length === 0 || !user?.active) return undefined;
  if (otherAdmins.read && otherAdmins.value > 0) return undefined;
  const override = `override it: ${overrideCommand('last-admin', account)}`;
  const held = {
    guard: 'last-admin',
    decision: 'hold',
    stepIds: idsOf(isDisabling(steps) ? steps : lowering),
  } as const;
  if (otherAdmins.read) {
    return {
      ...held,
      reason: 'the last enabled admin',
      remedy: `Make somebody else an admin and retry, or ${override}`,
    };
  }
  const reason = `${anAdmin(user)}, and whether there is another could not be read`;
  if (mayBecomeReadable(memberships)) {
    return { ...held, reason, remedy: `It is tried again by itself; or ${override}`, mayPass: true };
  }
  const look = `see what it may do: steward account test ${account.name}`;
  return { ...held, reason, remedy: `Give the token groups:read (${look}) and retry, or ${override}` };
}

function guardTokenOwner(
  steps: Step[],
  { user, memberships }: PresentState,
  { tokenOwner, account }: GuardFacts,
): Verdict | undefined {
  if (!isDisabling(steps) || tokenOwner === 'somebody-else') return undefined;
  if (tokenOwner === 'unknown' && user?.isAdmin === false) return undefined;
  return {
    guard: 'token-owner',
    decision: 'hold',
    reason:
      tokenOwner === 'this-user'
        ? 'owner of the token that the steward works with: it may die with its owner'
        : `${anAdmin(user)}, and whether the token that the steward works with is theirs is not known`,
    remedy:
      tokenOwner === 'this-user'
        ? `Put a token of somebody else in place (steward account rotate-token ${account.name}) and retry`
        : `Say whose it is (steward account set ${account.name} --token-owner EMAIL) and retry, or override it: ${overrideCommand('token-owner', account)}`,
    stepIds: idsOf(steps),
    ...(tokenOwner === 'unknown' && !user?.isAdmin && mayBecomeReadable(memberships) && { mayPass: true }),
  };
}

/** Groups tell who is an admin, and could not be read just now. */
function mayBecomeReadable(memberships: PresentState['memberships']): boolean {
  return !memberships.read && isPassing(memberships.why);
}

/** Of whom it could not be read whether they are an admin is taken for one. */
function anAdmin(user: PresentState['user']): string {
  return user?.isAdmin ? 'an admin' : 'perhaps an admin';
}

function guardScopes(steps: Step[], _: PresentState, { missingScopes, account }: GuardFacts): Verdict | undefined {
  const stopped = steps.filter((step) => missingScopes.includes(scopeOf(step)));
  if (stopped.length === 0) return undefined;
  const scopes = [...new Set(stopped.map(scopeOf))].join(', ');
  return {
    guard: 'missing-scope',
    decision: 'refuse',
    reason: `the token lacks ${scopes}`,
    remedy: `Create one with it, then: steward account rotate-token ${account.name}`,
    stepIds: idsOf(stopped),
  };
}

function isDisabling(steps: Step[]): boolean {
  return steps.some(({ kind }) => kind === 'disableUser');
}

function idsOf(steps: Step[]): string[] {
  return steps.map(({ id }) => id);
}
