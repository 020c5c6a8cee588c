import type { Behaviour } from './assumptions.js';
import type { Plan } from './account-spec.js';
import type { Profile } from './profiles.js';
import { createRandom, type Random } from './random.js';

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

export interface OrganizationOptions {
  name: string;
  seed: string;
  profile: Profile;
  plan: Plan;
  namedSeats: boolean;
  domain: string;
  behaviour: Behaviour;
  now: () => number;
}

/** What is kept of a row beside its columns. */
export type RowState = 'heapIndex' | 'rendered' | 'renderedMember';

/** Columns of a new user; what is left out gets the default of the API. */
export type NewUser = Pick<User, 'email' | 'firstName' | 'lastName'> & Partial<Omit<User, RowState>>;

export type NewGroup = Pick<Group, 'name'> & Partial<Omit<Group, 'members' | 'inviteIds' | 'rendered'>>;

/**
 * The state of one organization and the elementary changes to it. Whether a change is permitted is for the endpoints
 * to decide; what follows from it (who is in "All Users", which answers are out of date) is looked after here.
 */
export class Organization {
  readonly id: string;
  readonly name: string;
  readonly profile: Profile;
  readonly plan: Plan;
  readonly namedSeats: boolean;
  readonly domain: string;
  readonly behaviour: Behaviour;
  readonly random: Random;
  readonly now: () => number;

  /** Users by ascending legacy id. */
  readonly users: User[] = [];
  /** The same users in the order in which a whole list answers them. */
  readonly heap: User[] = [];
  readonly groups = new Map<number, Group>();
  readonly invites = new Map<number, Invite>();
  readonly accessTokens: AccessToken[] = [];
  readonly userAttributes: UserAttribute[] = [];
  settings: Record<string, unknown>;

  private readonly usersById = new Map<string, User>();
  private readonly usersByEmail = new Map<string, User>();
  private lastIds: Record<'user' | 'group' | 'invite', number>;

  constructor(options: OrganizationOptions) {
    this.name = options.name;
    this.profile = options.profile;
    this.plan = options.plan;
    this.namedSeats = options.namedSeats;
    this.domain = options.domain;
    this.behaviour = options.behaviour;
    this.now = options.now;
    this.random = createRandom(`${options.seed}/${options.name}`);
    this.id = `org_${this.random.uuidDigits()}`;
    const firstId = options.profile.hosting === 'cloud' ? () => 100_000 + this.random.below(800_000) : () => 0;
    this.lastIds = { user: firstId(), group: firstId(), invite: firstId() };
    this.settings = initialSettings(options.profile);
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  nextId(sequence: 'user' | 'group' | 'invite', step = 1): number {
    this.lastIds[sequence] += step;
    return this.lastIds[sequence];
  }

  findUser(id: string): User | undefined {
    return this.usersById.get(id);
  }

  /** Ignores upper and lower case, as uniqueness does. */
  findUserByEmail(email: string): User | undefined {
    return this.usersByEmail.get(email.toLowerCase());
  }

  /** Built-in groups go by their kind, so that a lookup survives any name. */
  builtInGroup(kind: BuiltInGroup): Group | undefined {
    for (const group of this.groups.values()) if (group.builtIn === kind) return group;
    return undefined;
  }

  addUser(fields: NewUser): User {
    const user: User = {
      id: fields.id ?? `user_${this.random.uuidDigits()}`,
      legacyId: fields.legacyId ?? this.nextId('user'),
      firstName: fields.firstName,
      lastName: fields.lastName,
      createdAt: fields.createdAt ?? this.timestamp(),
      lastActive: fields.lastActive ?? null,
      email: fields.email,
      active: fields.active ?? true,
      metadata: fields.metadata ?? {},
      twoFactorAuthEnabled: fields.twoFactorAuthEnabled ?? false,
      userType: fields.userType ?? 'default',
      seatType: fields.seatType ?? null,
      sessions: fields.sessions ?? 0,
      heapIndex: this.heap.length,
      rendered: undefined,
      renderedMember: undefined,
    };
    this.users.push(user);
    this.heap.push(user);
    this.usersById.set(user.id, user);
    this.usersByEmail.set(user.email.toLowerCase(), user);
    this.forgetMembers(this.builtInGroup('all-users'));
    return user;
  }

  /** Takes the row out altogether, which the API never does. */
  removeUser(user: User): void {
    for (const group of this.groups.values()) this.removeMember(group, user);
    this.users.splice(this.users.indexOf(user), 1);
    const last = this.heap.pop();
    if (last && last !== user) {
      this.heap[user.heapIndex] = last;
      last.heapIndex = user.heapIndex;
    }
    this.usersById.delete(user.id);
    this.usersByEmail.delete(user.email.toLowerCase());
    this.forgetMembers(this.builtInGroup('all-users'));
  }

  updateUser(user: User, fields: Partial<Omit<User, 'id' | 'legacyId' | RowState>>): void {
    const { email, active } = user;
    Object.assign(user, fields);
    if (user.email !== email) {
      this.usersByEmail.delete(email.toLowerCase());
      this.usersByEmail.set(user.email.toLowerCase(), user);
    }
    if (user.active !== active && !user.active && this.behaviour.sessionsOfDisabledUser === 'ended') user.sessions = 0;
    const showsActive = this.behaviour.disabledMembers === 'hidden';
    if (user.email !== email || (showsActive && user.active !== active)) {
      for (const group of this.groupsOf(user)) this.forgetMembers(group);
    }
    this.moveRow(user);
  }

  groupsOf(user: User): Group[] {
    return [...this.groups.values()].filter((group) => group.builtIn === 'all-users' || group.members.has(user));
  }

  isAdmin(user: User): boolean {
    return this.builtInGroup('admin')?.members.has(user) ?? false;
  }

  /** Visits the members that answers show, in their order. */
  eachMember(group: Group, options: { onlyActive: boolean }, visit: (user: User, isGroupAdmin: boolean) => void): void {
    const hidesDisabled = options.onlyActive || this.behaviour.disabledMembers === 'hidden';
    const show = (isGroupAdmin: boolean, user: User) => {
      if (user.active || !hidesDisabled) visit(user, isGroupAdmin);
    };
    if (group.builtIn === 'all-users') for (const user of this.users) show(false, user);
    else group.members.forEach(show);
  }

  addGroup(fields: NewGroup): Group {
    const timestamp = this.timestamp();
    const group: Group = {
      ...noAccess,
      id: 0,
      builtIn: undefined,
      createdAt: timestamp,
      updatedAt: timestamp,
      ...fields,
      members: new Map(),
      inviteIds: new Set(),
    };
    group.id ||= this.nextId('group');
    this.groups.set(group.id, group);
    return group;
  }

  updateGroup(group: Group, fields: Partial<GroupSettings>): void {
    Object.assign(group, fields, { updatedAt: this.timestamp() });
    group.rendered = undefined;
  }

  removeGroup(group: Group): void {
    this.groups.delete(group.id);
  }

  addMember(group: Group, user: User, isGroupAdmin: boolean): void {
    group.members.set(user, isGroupAdmin);
    this.forgetMembers(group);
    if (group.builtIn === 'admin') this.moveRow(user);
  }

  removeMember(group: Group, user: User): void {
    if (!group.members.delete(user)) return;
    this.forgetMembers(group);
    if (group.builtIn === 'admin') this.moveRow(user);
  }

  addInvite(fields: Pick<Invite, 'invitedBy' | 'invitedEmail'> & Partial<Invite>): Invite {
    const createdAt = fields.createdAt ?? this.timestamp();
    const invite: Invite = {
      id: this.nextId('invite'),
      expiresAt: new Date(Date.parse(createdAt) + 7 * 86_400_000).toISOString(),
      claimedBy: null,
      claimedAt: null,
      userType: null,
      metadata: null,
      createdAt,
      inviteLink: `https://${this.name}.retool.example/auth/signup?token=${this.random.hex(32)}`,
      ...fields,
    };
    this.invites.set(invite.id, invite);
    return invite;
  }

  /** To be called when an invite that groups show has changed. */
  inviteChanged(invite: Invite): void {
    for (const group of this.groups.values()) if (group.inviteIds.has(invite.id)) group.rendered = undefined;
  }

  removeInvite(invite: Invite): void {
    this.invites.delete(invite.id);
    for (const group of this.groups.values()) this.removeGroupInvite(group, invite.id);
  }

  addGroupInvite(group: Group, inviteId: number): void {
    group.inviteIds.add(inviteId);
    group.rendered = undefined;
  }

  removeGroupInvite(group: Group, inviteId: number): void {
    if (group.inviteIds.delete(inviteId)) group.rendered = undefined;
  }

  private forgetMembers(group: Group | undefined): void {
    if (group) group.rendered = undefined;
  }

  /** A changed row moves, as in the heap of a database: that is why a whole list has no order. */
  private moveRow(user: User): void {
    user.rendered = undefined;
    user.renderedMember = undefined;
    const target = this.random.below(this.heap.length);
    const other = this.heap[target] as User;
    this.heap[user.heapIndex] = other;
    this.heap[target] = user;
    other.heapIndex = user.heapIndex;
    user.heapIndex = target;
  }
}

/** What a new group may do: nothing. */
const noAccess: Omit<GroupSettings, 'name'> = {
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

/** The organization's settings in the order of the specification, without the id. */
function initialSettings(profile: Profile): Record<string, unknown> {
  return {
    request_access_enabled: true,
    ai_support_bot_disabled: false,
    retool_forms_disabled: false,
    release_management_enabled: true,
    cache_queries_per_user: null,
    apply_preloaded_css_to_homepage: false,
    preloaded_css: null,
    preloaded_javascript: null,
    javascript_links: [],
    workflow_run_retention_period_mins: 43_200,
    app_owners_permissions_management: true,
    two_factor_auth_required: false,
    two_factor_auth_type: null,
    disable_new_login_ip_notification_email: false,
    ...(profile.hideEnvironmentToggle && { hide_environment_toggle: false }),
  };
}
