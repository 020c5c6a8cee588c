import { isAdminGroup } from '../group-rights.js';
import { overrideCommand } from './override-command.js';
import type { AccountPlan, NotChecked } from './plan-account.js';
import type { GuardFacts, Verdict } from './guards.js';
import type { PresentState } from './present-state.js';
import { scopeOf } from './scope-of.js';
import type { Step } from './step.js';
import { stepsBeforeEnabling, takesAccess } from './step-order.js';

/** Guards of what gives access: the plan, what there is now, and what else is known. */
export type GrantGuard = (plan: AccountPlan, present: PresentState, facts: GuardFacts) => Verdict | undefined;

export const grantGuards: GrantGuard[] = [guardOldAccess, guardUnreadInvites, guardPaidSeat, guardAdminGroup];

/** Nobody is enabled while access of the past would come back with them. */
function guardOldAccess({ steps, notChecked }: AccountPlan, _: PresentState, facts: GuardFacts): Verdict | undefined {
  const enabling = steps.find(({ kind }) => kind === 'enableUser');
  if (!enabling) return undefined;
  const late = steps.slice(steps.indexOf(enabling)).filter(takesAccess);
  const reason = late.length > 0 ? whyLate(late) : (whyUnread(notChecked) ?? whyStuck(steps, facts));
  if (reason === undefined) return undefined;
  return {
    guard: 'old-access',
    decision: 'hold',
    reason,
    remedy: `Take the old access away in Retool and retry; or have them enabled first: ${overrideCommand('old-access', facts.account)}`,
    stepIds: [enabling, ...late].map(({ id }) => id),
  };
}

function whyLate(late: Step[]): string {
  const groups = `${late.length} old ${late.length === 1 ? 'group' : 'groups'}`;
  return `before 3.244 a disabled user cannot leave groups: once enabled, they are in ${groups} until these are removed`;
}

const comesBack = ['memberships', 'grants', 'roleGrants'];

/** What a version or a plan of Retool does not tell cannot be waited for: it is named as not checked. */
function whyUnread(notChecked: NotChecked[]): string | undefined {
  const isUnread = ({ facet, why }: NotChecked) =>
    facet === 'memberships' || (comesBack.includes(facet) && (why.kind === 'failed' || why.kind === 'scope-missing'));
  return notChecked.some(isUnread) ? 'which old access would come back with them could not be read' : undefined;
}

function whyStuck(steps: Step[], { missingScopes }: GuardFacts): string | undefined {
  const scopes = stepsBeforeEnabling(steps)
    .map(scopeOf)
    .filter((scope) => missingScopes.includes(scope));
  return scopes.length === 0
    ? undefined
    : `old access would come back: the token cannot remove it without ${[...new Set(scopes)].join(', ')}`;
}

/** Who cannot see invites would send one after the other. */
function guardUnreadInvites({ steps, notChecked }: AccountPlan): Verdict | undefined {
  const inviting = steps.find(({ kind }) => kind === 'createInvite');
  if (!inviting || !notChecked.some(({ facet }) => facet === 'invites')) return undefined;
  return {
    guard: 'unread-invites',
    decision: 'refuse',
    reason: 'whether they are invited already could not be read',
    remedy: 'Let the token read invites (users:read), then retry',
    stepIds: [inviting.id],
  };
}

function guardPaidSeat(
  { steps }: AccountPlan,
  { user }: PresentState,
  { asks, account }: GuardFacts,
): Verdict | undefined {
  const seat = steps.find((step) => step.kind === 'setSeat');
  const takes = ({ kind }: Step) =>
    seat?.to === 'builder'
      ? kind === 'setSeat' && asks.paidSeat
      : kind === 'enableUser' && asks.seatOfEnabled && user?.seatType === 'builder' && !seat;
  const paid = steps.filter(takes);
  if (paid.length === 0) return undefined;
  return {
    guard: 'paid-seat',
    decision: 'hold',
    reason: 'it takes a Builder seat, which is paid',
    remedy: `Approve it: ${overrideCommand('paid-seat', account)}`,
    stepIds: paid.map(({ id }) => id),
  };
}

function guardAdminGroup({ steps }: AccountPlan, _: PresentState, { asks, account }: GuardFacts): Verdict | undefined {
  if (!asks.adminGroup) return undefined;
  const joining = steps.filter((step) => {
    if (step.kind === 'addToGroup') return isAdminGroup({ name: step.groupName }) && step.before === null;
    return step.kind === 'createInvite' && step.groupNames.some((name) => isAdminGroup({ name }));
  });
  if (joining.length === 0) return undefined;
  return {
    guard: 'admin-group',
    decision: 'hold',
    reason: 'it makes them an administrator of the whole account',
    remedy: `Approve it: ${overrideCommand('admin-group', account)}`,
    stepIds: joining.map(({ id }) => id),
  };
}

/** What is wanted and no step can bring about: all else is done, then somebody has to look. */
export function guardWishes({ unknownGroups, noUser, account }: GuardFacts): Verdict[] {
  const wishes: Verdict[] = [];
  if (unknownGroups.length > 0) {
    wishes.push({
      guard: 'unknown-group',
      decision: 'hold',
      reason: unknownGroups.join('; '),
      remedy: `Correct the policy or make the group, then retry; or go on without: ${overrideCommand('unknown-group', account)}`,
      stepIds: [],
    });
  }
  if (noUser !== null) {
    wishes.push({
      guard: 'no-user',
      decision: 'hold',
      reason: `no user was made: ${noUser}`,
      remedy: `Mend that and retry, or go on without: ${overrideCommand('no-user', account)}`,
      stepIds: [],
    });
  }
  return wishes;
}
