/** The Retool releases that can be simulated. */
export const profileNames = ['3.100', '3.243', '3.334', '4.70', '4.74'] as const;

export type ProfileName = (typeof profileNames)[number];

/** How a release behaves, as far as people, groups and access are concerned. Sources: Retool's release notes and API specs. */
export interface Profile {
  /** As `/api/checkHealth` tells it. */
  version: string;
  /** Retool Cloud gives arbitrary ids to the built-in groups; a fresh self-hosted instance starts at 1. */
  hosting: 'cloud' | 'self-hosted';
  /** `DELETE /users/{userId}` removes the row. From 3.102 on it disables. */
  deleteRemovesUsers: boolean;
  /** `is_admin` and `user_type` on users. */
  adminFlag: boolean;
  /** `PUT /users/reset2fa/{userId}`, since 3.124. */
  resetTwoFactor: boolean;
  /** Creating and changing the organization's user attributes, since 3.131. */
  attributeWrites: boolean;
  /** `/access_tokens`, since 3.157. */
  accessTokens: boolean;
  /** `GET /access_tokens/{accessTokenId}`, since 3.164. */
  oneAccessToken: boolean;
  /** `POST /organization/invalidate_sessions/`, since 3.168. */
  invalidateSessions: boolean;
  /** `GET /workflows`, since 3.185. */
  workflows: boolean;
  /** `limit` and `next_token` on `GET /workflows`, since 4.74. */
  workflowPaging: boolean;
  /** `DELETE /workflows/{workflowId}`. */
  workflowDeletion: boolean;
  /** Users, not only groups, as subjects of permissions, since 3.187. */
  userPermissions: boolean;
  /** Access lists of resources, workflows and agents, since 3.236; of apps and folders since 3.96. */
  everyAccessList: boolean;
  /** `/role_permissions/…`. */
  roleGrants: boolean;
  /** `limit` and `next_token` on `GET /access_requests`, since 3.320. */
  accessRequestPaging: boolean;
  /** `name_contains` on `GET /groups`, since 4.74. */
  groupNameFilter: boolean;
  /** `limit` and `next_token` on `GET /users`. Without it both are ignored and everything is answered. */
  paging: boolean;
  /** `includeGroups` on one user, `excludeDisabledUsers` on one group. */
  includeGroups: boolean;
  /** Removing a disabled member works. Before 3.244 it answers success and does nothing. */
  removesDisabledMembers: boolean;
  /** `seat_type` on users. */
  seatType: boolean;
  /** `POST /users/{userId}/logout`. */
  userLogout: boolean;
  /** `theme_access` on groups. */
  themeAccess: boolean;
  /** `GET /user_invites` adds the groups of an invite when asked. */
  inviteGroups: boolean;
  /** `limit` and `next_token` on `GET /access_tokens`. */
  accessTokenPaging: boolean;
  /** What `POST /access_tokens` demands: the older text says read, the later one write. */
  createTokenScope: 'access_tokens:read' | 'access_tokens:write';
  /** `hide_environment_toggle` in the organization's settings. */
  hideEnvironmentToggle: boolean;
  /** What "All Users" may do: `edit` in organizations made before 3.259, `none` in later ones. */
  allUsersAccess: 'edit' | 'none';
}

const release3x100: Profile = {
  version: '3.100.4',
  hosting: 'self-hosted',
  deleteRemovesUsers: true,
  adminFlag: false,
  resetTwoFactor: false,
  attributeWrites: false,
  accessTokens: false,
  oneAccessToken: false,
  invalidateSessions: false,
  workflows: false,
  workflowPaging: false,
  workflowDeletion: false,
  userPermissions: false,
  everyAccessList: false,
  roleGrants: false,
  accessRequestPaging: false,
  groupNameFilter: false,
  paging: false,
  includeGroups: false,
  removesDisabledMembers: false,
  seatType: false,
  userLogout: false,
  themeAccess: false,
  inviteGroups: false,
  accessTokenPaging: false,
  createTokenScope: 'access_tokens:read',
  hideEnvironmentToggle: false,
  allUsersAccess: 'edit',
};

const release3x243: Profile = {
  ...release3x100,
  version: '3.243.1',
  deleteRemovesUsers: false,
  adminFlag: true,
  resetTwoFactor: true,
  attributeWrites: true,
  accessTokens: true,
  oneAccessToken: true,
  invalidateSessions: true,
  workflows: true,
  userPermissions: true,
  everyAccessList: true,
};

const release3x334: Profile = {
  ...release3x243,
  version: '3.334.17',
  roleGrants: true,
  accessRequestPaging: true,
  paging: true,
  includeGroups: true,
  removesDisabledMembers: true,
  themeAccess: true,
  inviteGroups: true,
  accessTokenPaging: true,
  allUsersAccess: 'none',
};

const release4x70: Profile = {
  ...release3x334,
  version: '4.70.0',
  hosting: 'cloud',
  workflowDeletion: true,
  seatType: true,
  userLogout: true,
  createTokenScope: 'access_tokens:write',
  hideEnvironmentToggle: true,
};

const release4x74: Profile = {
  ...release4x70,
  version: '4.74.0',
  workflowPaging: true,
  groupNameFilter: true,
};

export const profiles: Record<ProfileName, Profile> = {
  '3.100': release3x100,
  '3.243': release3x243,
  '3.334': release3x334,
  '4.70': release4x70,
  '4.74': release4x74,
};
