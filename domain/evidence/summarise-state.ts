import type { PresentGroup, PresentState, Reading } from '../plan/present-state.js';

/** What a reading found, in a line: the user, then how much of each that was read. */
export function summariseState(present: PresentState): string {
  if (present.groups) return summariseGroups(present.groups);
  return [
    ...summariseUser(present.user),
    ...count(present.memberships, 'group', 'groups'),
    ...count(present.invites, 'invite', 'invites'),
    ...count(present.accessRequests, 'access request', 'access requests'),
    ...count(present.grants, 'direct grant', 'direct grants'),
    ...count(present.roleGrants, 'role', 'roles'),
  ].join(', ');
}

/** Of a change of a group: the groups that matter. */
export function summariseGroups(groups: PresentGroup[]): string {
  if (groups.length === 0) return 'no such group';
  return groups
    .map(({ name, members }) => `group ${name}: ${members} ${members === 1 ? 'member' : 'members'}`)
    .join(', ');
}

function summariseUser(user: PresentState['user']): string[] {
  if (!user) return ['no user'];
  return [
    user.active ? 'enabled' : 'disabled',
    ...(user.isAdmin ? ['admin'] : []),
    ...(user.seatType === null ? [] : [`seat ${user.seatType}`]),
  ];
}

function count(reading: Reading<unknown[]>, one: string, many: string): string[] {
  if (!reading.read) return [];
  return [`${reading.value.length} ${reading.value.length === 1 ? one : many}`];
}
