export type UserType = 'default' | 'mobile' | 'embed';
export type SeatType = 'builder' | 'internalUser' | 'externalUser';
export type BuiltInGroup = 'admin' | 'editor' | 'viewer' | 'all-users' | 'external-users';

export interface User {
  id: string;
  legacyId: number;
  firstName: string | null;
  lastName: string | null;
  /** Instants are ISO 8601 in UTC with milliseconds, as Retool sends them. */
  createdAt: string;
  lastActive: string | null;
  email: string;
  active: boolean;
  metadata: Record<string, unknown>;
  twoFactorAuthEnabled: boolean;
  userType: UserType;
  seatType: SeatType | null;
  /** Running sign-ins. The API does not show them; logout ends them. */
  sessions: number;
  /** Sign-ins that were ended by a logout, a disabling or an end of all sessions. */
  sessionsEnded: number;
  /** Where the row lies in the heap. */
  heapIndex: number;
  /** The row as it is sent, until something in it changes. */
  rendered: string | undefined;
  /** The same of the user as a plain member of a group. */
  renderedMember: string | undefined;
}

export interface GroupSettings {
  name: string;
  universalAppAccess: string;
  universalResourceAccess: string;
  universalWorkflowAccess: string;
  universalQueryLibraryAccess: string;
  userListAccess: boolean;
  auditLogAccess: boolean;
  unpublishedReleaseAccess: boolean;
  usageAnalyticsAccess: boolean;
  themeAccess: boolean;
  accountDetailsAccess: boolean;
  landingPageAppId: string | null;
}

export interface Group extends GroupSettings {
  id: number;
  builtIn: BuiltInGroup | undefined;
  /** Members and whether they are group admins. Not used for "All Users", whose members are all users. */
  members: Map<User, boolean>;
  inviteIds: Set<number>;
  createdAt: string;
  updatedAt: string;
  /** The group as it is sent, in pieces, until something in it changes. */
  rendered?: Buffer[] | undefined;
}

export interface Invite {
  id: number;
  invitedBy: string;
  invitedEmail: string;
  expiresAt: string;
  claimedBy: string | null;
  claimedAt: string | null;
  userType: 'default' | 'mobile' | 'external' | null;
  metadata: Record<string, unknown> | null;
  createdAt: string;
  inviteLink: string;
}

export interface UserAttribute {
  id: string;
  name: string;
  label: string;
  dataType: 'string' | 'number' | 'json';
  defaultValue: string | null;
  intercomAttributeName: string | null;
}

/** A token as `GET /access_tokens` tells of it. The secret is kept beside it, never in it. */
export interface AccessToken {
  id: string;
  label: string;
  description: string | null;
  last4: string;
  ownerLegacyId: number;
  scopes: string[];
  createdAt: string;
  updatedAt: string;
}

/** What is kept of a row beside its columns. */
export type RowState = 'heapIndex' | 'rendered' | 'renderedMember';

/** Columns of a new user; what is left out gets the default of the API. */
export type NewUser = Pick<User, 'email' | 'firstName' | 'lastName'> & Partial<Omit<User, RowState>>;

export type NewGroup = Pick<Group, 'name'> & Partial<Omit<Group, 'members' | 'inviteIds' | 'rendered'>>;

/** What a new group may do: nothing. */
export const noAccess: Omit<GroupSettings, 'name'> = {
  universalAppAccess: 'none',
  universalResourceAccess: 'none',
  universalWorkflowAccess: 'none',
  universalQueryLibraryAccess: 'none',
  userListAccess: false,
  auditLogAccess: false,
  unpublishedReleaseAccess: false,
  usageAnalyticsAccess: false,
  themeAccess: false,
  accountDetailsAccess: false,
  landingPageAppId: null,
};
