/** The Retool releases that can be simulated. */
export const profileNames = ['3.243', '3.334', '4.70'] as const;

export type ProfileName = (typeof profileNames)[number];

/** How a release behaves, as far as its users and groups are concerned. Sources: Retool's release notes and API specs. */
export interface Profile {
  /** As `/api/checkHealth` tells it. */
  version: string;
  /** Retool Cloud gives arbitrary ids to the built-in groups; a fresh self-hosted instance starts at 1. */
  hosting: 'cloud' | 'self-hosted';
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

const release3x243: Profile = {
  version: '3.243.1',
  hosting: 'self-hosted',
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

const release3x334: Profile = {
  ...release3x243,
  version: '3.334.17',
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
  seatType: true,
  userLogout: true,
  createTokenScope: 'access_tokens:write',
  hideEnvironmentToggle: true,
};

export const profiles: Record<ProfileName, Profile> = {
  '3.243': release3x243,
  '3.334': release3x334,
  '4.70': release4x70,
};
