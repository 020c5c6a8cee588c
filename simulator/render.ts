import type { AccessToken, Group, Invite, Organization, SeatType, User, UserAttribute } from './organization.js';

/** The text of a user as a list or a single answer shows it. Kept until the user changes. */
export function renderUser(organization: Organization, user: User): string {
  user.rendered ??= JSON.stringify(toUserBody(organization, user));
  return user.rendered;
}

export function renderUserWithGroups(organization: Organization, user: User): string {
  const groups = organization.groupsOf(user).map(({ id, name }) => ({ legacy_id: id, id, name }));
  return JSON.stringify({ ...toUserBody(organization, user), groups });
}

function toUserBody(organization: Organization, user: User) {
  return {
    id: user.id,
    legacy_id: user.legacyId,
    first_name: user.firstName,
    last_name: user.lastName,
    created_at: user.createdAt,
    last_active: user.lastActive,
    email: user.email,
    active: user.active,
    metadata: user.metadata,
    is_admin: organization.isAdmin(user),
    two_factor_auth_enabled: user.twoFactorAuthEnabled,
    user_type: user.userType,
    ...(organization.profile.seatType && { seat_type: seatTypeOf(organization, user) }),
  };
}

function seatTypeOf(organization: Organization, user: User): SeatType | null {
  if (organization.namedSeats) return user.seatType;
  return organization.behaviour.seatTypeWithoutNamedSeats === 'guessed' ? user.seatType : null;
}

/** A piece of an answer ends near this size, so that a large group is sent while it is read. */
const pieceLength = 128 * 1024;

/** The text of a group in pieces. Kept until the group, its members or its invites change. */
export function renderGroup(organization: Organization, group: Group): Buffer[] {
  group.rendered ??= toGroupPieces(organization, group, organization.membersOf(group));
  return group.rendered;
}

export function renderGroupWithoutDisabled(organization: Organization, group: Group): Buffer[] {
  return toGroupPieces(organization, group, organization.membersOf(group, { onlyActive: true }));
}

function toGroupPieces(organization: Organization, group: Group, members: Iterable<[User, boolean]>): Buffer[] {
  const { head, tail } = renderAroundMembers(organization, group);
  const pieces: Buffer[] = [];
  let text = head;
  let separator = '';
  for (const [user, isGroupAdmin] of members) {
    text += `${separator}{"id":"${user.id}","email":${JSON.stringify(user.email)},"is_group_admin":${isGroupAdmin}}`;
    separator = ',';
    if (text.length < pieceLength) continue;
    pieces.push(Buffer.from(text));
    text = '';
  }
  pieces.push(Buffer.from(text + tail));
  return pieces;
}

function renderAroundMembers(organization: Organization, group: Group): { head: string; tail: string } {
  const head = JSON.stringify({ id: group.id, legacy_id: group.id, name: group.name });
  const invites = [...group.inviteIds]
    .map((id) => organization.invites.get(id))
    .filter((invite) => invite !== undefined);
  const tail = JSON.stringify({
    universal_app_access: group.universalAppAccess,
    universal_resource_access: group.universalResourceAccess,
    universal_workflow_access: group.universalWorkflowAccess,
    universal_query_library_access: group.universalQueryLibraryAccess,
    user_invites: invites.map(toInviteBody),
    user_list_access: group.userListAccess,
    audit_log_access: group.auditLogAccess,
    unpublished_release_access: group.unpublishedReleaseAccess,
    usage_analytics_access: group.usageAnalyticsAccess,
    ...(organization.profile.themeAccess && { theme_access: group.themeAccess }),
    account_details_access: group.accountDetailsAccess,
    landing_page_app_id: group.landingPageAppId,
    updated_at: group.updatedAt,
    created_at: group.createdAt,
  });
  return { head: `${head.slice(0, -1)},"members":[`, tail: `],${tail.slice(1)}` };
}

function toInviteBody(invite: Invite) {
  return {
    id: invite.id,
    legacy_id: invite.id,
    invited_by: invite.invitedBy,
    invited_email: invite.invitedEmail,
    expires_at: invite.expiresAt,
    claimed_by: invite.claimedBy,
    claimed_at: invite.claimedAt,
    user_type: invite.userType,
    metadata: invite.metadata,
    created_at: invite.createdAt,
    invite_link: invite.inviteLink,
  };
}

export function renderInvite(organization: Organization, invite: Invite, options: { withGroups: boolean }): string {
  if (!options.withGroups) return JSON.stringify(toInviteBody(invite));
  const groups = [...organization.groups.values()]
    .filter((group) => group.inviteIds.has(invite.id))
    .map(({ id, name }) => ({ legacy_id: id, id, name }));
  return JSON.stringify({ ...toInviteBody(invite), groups });
}

export function renderAccessToken(token: AccessToken): string {
  return JSON.stringify(toAccessTokenBody(token));
}

/** The one answer that shows the secret: that of the token's creation. */
export function renderNewAccessToken(token: AccessToken, secret: string): string {
  return JSON.stringify({ ...toAccessTokenBody(token), access_token: secret });
}

function toAccessTokenBody(token: AccessToken) {
  return {
    id: token.id,
    label: token.label,
    description: token.description,
    last4: token.last4,
    owner_legacy_id: token.ownerLegacyId,
    scopes: token.scopes,
    created_at: token.createdAt,
    updated_at: token.updatedAt,
  };
}

export function renderUserAttribute(attribute: UserAttribute): string {
  return JSON.stringify({
    id: attribute.id,
    name: attribute.name,
    label: attribute.label,
    data_type: attribute.dataType,
    default_value: attribute.defaultValue,
    intercom_attribute_name: attribute.intercomAttributeName,
  });
}

export function renderOrganization(organization: Organization): string {
  return JSON.stringify({ id: organization.id, ...organization.settings });
}
