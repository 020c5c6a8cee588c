import type { AccountRules } from './account-rules.js';
import type { Step, StepKind } from './step.js';

/**
 * The order that leaves the least time with access nobody wants. Access is taken first: disable, end sessions, then
 * clean up. Access is given last: who comes back is enabled only when the old groups are gone.
 */
const order: StepKind[] = [
  'disableUser',
  'logoutUser',
  'removeFromGroup',
  'denyAccessRequest',
  'deleteInvite',
  'revokeGrant',
  'revokeRoleGrant',
  'setSeat',
  'createUser',
  'createInvite',
  'enableUser',
  'addToGroup',
  'addGrant',
  'addRoleGrant',
  'createGroup',
  'renameGroup',
  'deleteGroup',
];

/**
 * Before 3.244 Retool answers success to the removal of a disabled user from a group, and does nothing. So a leaver leaves
 * groups while they are still enabled, and who comes back leaves the old ones as soon as they are enabled.
 */
const leavingBefore3244: StepKind[] = ['removeFromGroup', ...order.filter((kind) => kind !== 'removeFromGroup')];

const comingBefore3244: StepKind[] = order.flatMap((kind): StepKind[] =>
  kind === 'removeFromGroup' ? [] : kind === 'enableUser' ? ['enableUser', 'removeFromGroup'] : [kind],
);

/** Sorts steps; those of one kind keep their order. */
export function orderSteps(steps: Step[], { features }: AccountRules): Step[] {
  const isComing = steps.some(({ kind }) => kind === 'enableUser');
  const kinds = features.removesDisabledMembers ? order : isComing ? comingBefore3244 : leavingBefore3244;
  return steps.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** Steps that stand before the disabling: they may take a short time only, and never keep it from happening. */
export function stepsBeforeDisabling(steps: Step[]): Step[] {
  const index = steps.findIndex(({ kind }) => kind === 'disableUser');
  return index < 0 ? [] : steps.slice(0, index);
}

/** Steps that take away what an enabled user would have again. */
export function takesAccess({ kind }: Step): boolean {
  return kind === 'removeFromGroup' || kind === 'revokeGrant' || kind === 'revokeRoleGrant';
}

/** What has to be gone, and read back as gone, before somebody is enabled. */
export function stepsBeforeEnabling(steps: Step[]): Step[] {
  const index = steps.findIndex(({ kind }) => kind === 'enableUser');
  return index < 0 ? [] : steps.slice(0, index).filter(takesAccess);
}
