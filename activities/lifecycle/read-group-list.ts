import { isAllUsersGroup } from '../../domain/group-rights.js';
import type { PresentMembership } from '../../domain/plan/present-state.js';
import { isAdminGroup } from '../../domain/group-rights.js';
import type { RetoolClient } from '../../retool/client.js';

/** Who is in which group of an account. */
export interface GroupList {
  /** Without All Users. */
  all: { id: number; name: string }[];
  /** Without All Users. */
  membershipsOf(userId: string): PresentMembership[];
  /** Members of the built-in group of administrators. */
  adminIds: string[];
}

/** More administrators than anybody has to look at. */
const mostAdmins = 1_000;

/**
 * One call for all groups, because only there the admin flag of a membership is told.
 *
 * @param onlyUserId whose memberships are kept; those of everybody when left out
 */
export async function readGroupList(
  client: RetoolClient,
  signal: AbortSignal,
  onlyUserId?: string,
): Promise<GroupList> {
  const memberships = new Map<string, PresentMembership[]>();
  // Members come before their group: what it is called is known only then.
  const early = new Map<number, { flags: Map<string, boolean>; firstIds: string[] }>();
  const all: GroupList['all'] = [];
  let adminIds: string[] = [];
  for await (const chunk of client.groups.all(signal)) {
    if (chunk.kind === 'members') {
      const { flags, firstIds } = early.get(chunk.groupId) ?? { flags: new Map<string, boolean>(), firstIds: [] };
      early.set(chunk.groupId, { flags, firstIds });
      for (const { id, isGroupAdmin } of chunk.members) {
        if (onlyUserId === undefined || id === onlyUserId) flags.set(id, isGroupAdmin);
        if (firstIds.length < mostAdmins) firstIds.push(id);
      }
      continue;
    }
    const { id: groupId, name: groupName } = chunk.group;
    const members = early.get(groupId);
    early.delete(groupId);
    if (isAdminGroup({ name: groupName })) adminIds = members?.firstIds ?? [];
    if (isAllUsersGroup({ name: groupName })) continue;
    all.push({ id: groupId, name: groupName });
    for (const [userId, isGroupAdmin] of members?.flags ?? []) {
      memberships.set(userId, [...(memberships.get(userId) ?? []), { groupId, groupName, isGroupAdmin }]);
    }
  }
  return { all, membershipsOf: (userId) => memberships.get(userId) ?? [], adminIds };
}
