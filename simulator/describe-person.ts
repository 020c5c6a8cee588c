import type { AccessLevel, ObjectType } from './access-records.js';
import type { Organization } from './organization.js';
import type { SeatType, User } from './records.js';

/** Everything an organization has of one person, as it stands, for assertions. */
export interface PersonView {
  /** Whether there is a user with that address. */
  exists: boolean;
  active: boolean;
  isAdmin: boolean;
  /** What an admin assigned; the API shows it only on releases with Named Seats. */
  seat: SeatType | null;
  /** Without "All Users". */
  groups: string[];
  groupAdminOf: string[];
  /** Running sign-ins, and how many were ended so far. */
  sessions: number;
  sessionsEnded: number;
  /** Ids of open invites to the address. */
  invites: number[];
  /** Addresses to which the person has sent an invite that is open. */
  invitesSent: string[];
  /** Own grants, without what came through a folder. */
  grants: { type: ObjectType; id: string; name: string; level: AccessLevel }[];
  roleGrants: { id: string; role: string; objectType: string | null; objectId: string | null }[];
  /** Ids of the requests to join that wait. */
  pendingRequests: number[];
  workflows: { id: string; name: string; crontab: string | null; isEnabled: boolean }[];
  /** Labels of the access tokens the person owns. */
  tokens: string[];
}

/** Of an address without a user only what is kept by address: invites and requests. */
export function describePerson(organization: Organization, email: string): PersonView {
  const user = organization.findUserByEmail(email);
  return {
    exists: user !== undefined,
    active: user?.active ?? false,
    isAdmin: user !== undefined && organization.isAdmin(user),
    seat: user?.seatType ?? null,
    sessions: user?.sessions ?? 0,
    sessionsEnded: user?.sessionsEnded ?? 0,
    ...describeMemberships(organization, user),
    invites: openInvites(organization)
      .filter(({ invitedEmail }) => isSame(invitedEmail, email))
      .map(({ id }) => id),
    invitesSent: openInvites(organization)
      .filter(({ invitedBy }) => user !== undefined && invitedBy === user.id)
      .map(({ invitedEmail }) => invitedEmail),
    pendingRequests: organization.accessRequests
      .filter(({ status, requestingEmail }) => status === 'PENDING' && isSame(requestingEmail, email))
      .map(({ id }) => id),
    ...describeBelongings(organization, user),
  };
}

function describeMemberships(organization: Organization, user: User | undefined) {
  const groups = user ? organization.groupsOf(user).filter(({ builtIn }) => builtIn !== 'all-users') : [];
  return {
    groups: groups.map(({ name }) => name),
    groupAdminOf: groups.filter(({ members }) => user && members.get(user)).map(({ name }) => name),
  };
}

function describeBelongings(organization: Organization, user: User | undefined) {
  const { permissions, roles, roleGrants, workflows, accessTokens } = organization;
  const grants = user ? permissions.grantsOf({ type: 'user', id: user.id }) : [];
  return {
    grants: grants
      .filter(({ inheritedFrom }) => !inheritedFrom)
      .map(({ object: { type, id, name }, level }) => ({ type, id, name, level })),
    roleGrants: roleGrants
      .filter(({ subjectType, subjectId }) => subjectType === 'user' && subjectId === user?.id)
      .map(({ id, roleId, objectType, objectId }) => {
        return { id, role: roles.find((role) => role.id === roleId)?.name ?? '', objectType, objectId };
      }),
    workflows: workflows
      .filter(({ createdBy }) => user !== undefined && createdBy === user.legacyId)
      .map(({ id, name, crontab, isEnabled }) => ({ id, name, crontab, isEnabled })),
    tokens: accessTokens.filter(({ ownerLegacyId }) => ownerLegacyId === user?.legacyId).map(({ label }) => label),
  };
}

function openInvites({ invites, now }: Organization) {
  return [...invites.values()].filter(
    ({ claimedAt, expiresAt }) => claimedAt === null && Date.parse(expiresAt) > now(),
  );
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
