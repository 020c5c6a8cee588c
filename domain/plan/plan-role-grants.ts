import { isSameObject, type PresentState, valueOf } from './present-state.js';
import { objectKey, type Step } from './step.js';
import type { WantedRoleGrant, WantedState } from './wanted-state.js';

/** Roles given to the user directly. */
export function planRoleGrants({ user, roleGrants }: PresentState, wanted: WantedState): Step[] {
  if (!user || !wanted.roleGrants || !roleGrants.read) return [];
  const { present, absent } = wanted.roleGrants;
  const { id: userId } = user;
  const steps: Step[] = [];
  for (const { roleId, object } of present) {
    if (isAmong(valueOf(roleGrants), { roleId, object })) continue;
    const id = `addRoleGrant/${roleId}/${objectKey(object)}/${userId}`;
    steps.push({ id, kind: 'addRoleGrant', userId, roleId, object, reason: 'the role is wanted' });
  }
  for (const { id: roleGrantId, roleId, object } of valueOf(roleGrants)) {
    if (isAmong(present, { roleId, object })) continue;
    if (absent !== 'all-others' && !isAmong(absent, { roleId, object })) continue;
    const reason = 'the role would come back with the user';
    const id = `revokeRoleGrant/${roleGrantId}`;
    steps.push({ id, kind: 'revokeRoleGrant', userId, roleGrantId, roleId, object, reason });
  }
  return steps;
}

function isAmong(roleGrants: WantedRoleGrant[], { roleId, object }: WantedRoleGrant): boolean {
  return roleGrants.some((other) => other.roleId === roleId && isSameObject(other.object, object));
}
