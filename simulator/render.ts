import type { Organization } from './organization.js';
import type { AccessToken, Group, Invite, SeatType, User, UserAttribute } from './records.js';

/** The text of a user as a list or a single answer shows it. Kept until the user changes. */
export function renderUser(organization: Organization, user: User): string {
  user.rendered ??= flat(`${renderUserFields(organization, user)}}`);
  return user.rendered;
}

export function renderUserWithGroups(organization: Organization, user: User): string {
  const groups = organization.groupsOf(user).map(({ id, name }) => ({ legacy_id: id, id, name }));
  return `${renderUserFields(organization, user)},"groups":${JSON.stringify(groups)}}`;
}

/** Written out, since it is made for each of a hundred thousand rows. */
function renderUserFields(organization: Organization, user: User): string {
  const { adminFlag } = organization.profile;
  const isAdmin = adminFlag ? `,"is_admin":${organization.isAdmin(user)}` : '';
  const userType = adminFlag ? `,"user_type":"${user.userType}"` : '';
  const seatType = organization.profile.seatType ? `,"seat_type":${quote(seatTypeOf(organization, user))}` : '';
  return (
    `{"id":"${user.id}","legacy_id":${user.legacyId}` +
    `,"first_name":${quote(user.firstName)},"last_name":${quote(user.lastName)}` +
    `,"created_at":"${user.createdAt}","last_active":${quote(user.lastActive)}` +
    `,"email":${quote(user.email)},"active":${user.active},"metadata":${JSON.stringify(user.metadata)}` +
    `${isAdmin},"two_factor_auth_enabled":${user.twoFactorAuthEnabled}${userType}${seatType}`
  );
}

/**
 * The same text in one piece of memory. A text put together from others stays a tree of them, which makes joining
 * hundreds of thousands of them ten times as slow.
 */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

/** A text as JSON; quicker than the built-in way where nothing needs an escape. */
function quote(text: string | null): string {
  if (text === null) return 'null';
  return /^[\w @.:+-]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}

function seatTypeOf(organization: Organization, user: User): SeatType | null {
  if (organization.namedSeats) return user.seatType;
  return organization.behaviour.seatTypeWithoutNamedSeats === 'guessed' ? user.seatType : null;
}

/** Members in a piece of an answer, so that a large group is sent while it is read. */
const membersInPiece = 500;

/** The text of a group in pieces. Kept until the group, its members or its invites change. */
export function renderGroup(organization: Organization, group: Group): Buffer[] {
  group.rendered ??= toGroupPieces(organization, group, { onlyActive: false });
  return group.rendered;
}

export function renderGroupWithoutDisabled(organization: Organization, group: Group): Buffer[] {
  return toGroupPieces(organization, group, { onlyActive: true });
}

function toGroupPieces(organization: Organization, group: Group, options: { onlyActive: boolean }): Buffer[] {
  const { head, tail } = renderAroundMembers(organization, group);
  const pieces: Buffer[] = [];
  let texts: string[] = [];
  let opening = head;
  organization.eachMember(group, options, (user, isGroupAdmin) => {
    texts.push(renderMember(user, isGroupAdmin));
    if (texts.length < membersInPiece) return;
    pieces.push(Buffer.from(opening + texts.join(',')));
    texts = [];
    opening = ',';
  });
  const isEnded = texts.length === 0 && pieces.length > 0;
  pieces.push(Buffer.from(isEnded ? tail : opening + texts.join(',') + tail));
  return pieces;
}

/** Nearly nobody is a group admin, so the text of a plain member is what is kept. */
function renderMember(user: User, isGroupAdmin: boolean): string {
  user.renderedMember ??= flat(`{"id":"${user.id}","email":${quote(user.email)},"is_group_admin":false}`);
  return isGroupAdmin ? user.renderedMember.replace(/false}$/, 'true}') : user.renderedMember;
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
