import { type PresentState, valueOf } from './present-state.js';
import type { Step } from './step.js';
import type { WantedState } from './wanted-state.js';

/** Joins what is missing, corrects the admin flag, leaves what is not wanted. */
export function planGroups({ user, memberships }: PresentState, wanted: WantedState): Step[] {
  if (!user || !wanted.memberships || !memberships.read) return [];
  const { present, absent } = wanted.memberships;
  const { id: userId } = user;
  const steps: Step[] = [];
  for (const { groupId, groupName, isGroupAdmin } of present) {
    const has = valueOf(memberships).find((membership) => membership.groupId === groupId);
    const shallBeAdmin = isGroupAdmin ?? has?.isGroupAdmin ?? false;
    if (has && has.isGroupAdmin === shallBeAdmin) continue;
    steps.push({
      id: `addToGroup/${groupId}/${userId}`,
      kind: 'addToGroup',
      userId,
      groupId,
      groupName,
      isGroupAdmin: shallBeAdmin,
      before: has ? { isGroupAdmin: has.isGroupAdmin } : null,
      reason: has ? 'is a member with another admin flag' : 'the group is wanted',
    });
  }
  for (const { groupId, groupName, isGroupAdmin } of valueOf(memberships)) {
    const isWanted = present.some((membership) => membership.groupId === groupId);
    if (isWanted || (absent !== 'all-others' && !absent.includes(groupId))) continue;
    steps.push({
      id: `removeFromGroup/${groupId}/${userId}`,
      kind: 'removeFromGroup',
      userId,
      groupId,
      groupName,
      wasGroupAdmin: isGroupAdmin,
      reason: isGroupAdmin ? 'the group is not wanted; group admin, kept for restoring' : 'the group is not wanted',
    });
  }
  return steps;
}
