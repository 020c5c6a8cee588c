import { isAllUsersGroup } from '../group-rights.js';
import type { PresentGroup, PresentState } from './present-state.js';
import type { Step } from './step.js';
import type { WantedGroup, WantedState } from './wanted-state.js';

/** The step that brings a group of the account itself to what is wanted; none when it is so already. */
export function planGroupChange({ groups = [] }: PresentState, { group }: WantedState): Step[] {
  if (!group) return [];
  if (group.change === 'create') {
    const { name } = group;
    if (groups.some((one) => isSameName(one.name, name))) return [];
    return [{ id: `createGroup/${name}`, kind: 'createGroup', name, reason: 'there is no group of that name' }];
  }
  const { groupId } = group;
  const found = groups.find(({ id }) => id === groupId);
  if (!found) return [];
  if (group.change === 'delete') {
    const reason = 'nobody shall get anything by it any more';
    return [{ id: `deleteGroup/${groupId}`, kind: 'deleteGroup', groupId, groupName: found.name, reason }];
  }
  if (found.name === group.name) return [];
  const { name: from } = found;
  const reason = 'it is to be known by another name';
  return [{ id: `renameGroup/${groupId}`, kind: 'renameGroup', groupId, from, to: group.name, reason }];
}

/** Whether a group matters for a change: it is the one that changes, or has the name that is wanted. */
export function concernsGroup(group: Pick<PresentGroup, 'id' | 'name'>, wanted: WantedGroup): boolean {
  const isIt = wanted.change !== 'create' && group.id === wanted.groupId;
  return isIt || (wanted.change !== 'delete' && isSameName(group.name, wanted.name));
}

/** Names of groups are compared as rules and commands compare them. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

const builtIn = ['admin', 'editor', 'viewer'];

/** Retool's own groups, known by their names, which nobody renames or deletes. */
export function isBuiltInGroup(name: string): boolean {
  return isAllUsersGroup({ name }) || builtIn.includes(name.trim().toLowerCase());
}
