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
];

/**
 * Before 3.244 Retool answers success to the removal of a disabled user from a group, and does nothing: there groups
 * are left while the user is still enabled, and who comes back is enabled first.
 */
const orderBefore3244: StepKind[] = [
  'enableUser',
  'removeFromGroup',
  ...order.filter((kind) => kind !== 'removeFromGroup' && kind !== 'enableUser'),
];

/** Sorts steps; those of one kind keep their order. */
export function orderSteps(steps: Step[], { features }: AccountRules): Step[] {
  const kinds = features.removesDisabledMembers ? order : orderBefore3244;
  return steps.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** Steps that stand before the disabling: they may take a short time only, and never keep it from happening. */
export function stepsBeforeDisabling(steps: Step[]): Step[] {
  const index = steps.findIndex(({ kind }) => kind === 'disableUser');
  return index < 0 ? [] : steps.slice(0, index);
}
