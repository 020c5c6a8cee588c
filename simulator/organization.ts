import type { Behaviour } from './assumptions.js';
import type { Plan } from './account-spec.js';
import type { Profile } from './profiles.js';
import type { AccessRequest, Role, RoleGrant, Subject, Workflow } from './access-records.js';
import { initialSettings } from './organization-settings.js';
import { Permissions } from './permissions.js';
import { createRandom, type Random } from './random.js';
import {
  noAccess,
  type AccessToken,
  type BuiltInGroup,
  type Group,
  type GroupSettings,
  type Invite,
  type NewGroup,
  type NewUser,
  type RowState,
  type User,
  type UserAttribute,
} from './records.js';

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

type Sequence = 'user' | 'group' | 'invite' | 'request' | 'object';

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
  readonly permissions = new Permissions();
  readonly roles: Role[] = [];
  roleGrants: RoleGrant[] = [];
  /** By ascending id. */
  readonly accessRequests: AccessRequest[] = [];
  /** In order of their creation. */
  readonly workflows: Workflow[] = [];
  settings: Record<string, unknown>;

  private readonly usersById = new Map<string, User>();
  private readonly usersByEmail = new Map<string, User>();
  private readonly lastIds: Record<Sequence, number>;

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
    this.lastIds = { user: firstId(), group: firstId(), invite: firstId(), request: 0, object: 0 };
    this.settings = initialSettings(options.profile);
  }

  timestamp(): string {
    return new Date(this.now()).toISOString();
  }

  nextId(sequence: Sequence, step = 1): number {
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
      sessionsEnded: 0,
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

  /** Takes the row out altogether, as the API did before 3.102, with all that was granted to it. */
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
    this.forgetSubject({ type: 'user', id: user.id });
  }

  updateUser(user: User, fields: Partial<Omit<User, 'id' | 'legacyId' | RowState>>): void {
    const { email, active } = user;
    Object.assign(user, fields);
    if (user.email !== email) {
      this.usersByEmail.delete(email.toLowerCase());
      this.usersByEmail.set(user.email.toLowerCase(), user);
    }
    if (user.active !== active && !user.active && this.behaviour.sessionsOfDisabledUser === 'ended')
      this.endSessions(user);
    const showsActive = this.behaviour.disabledMembers === 'hidden';
    if (user.email !== email || (showsActive && user.active !== active)) {
      for (const group of this.groupsOf(user)) this.forgetMembers(group);
    }
    this.moveRow(user);
  }

  endSessions(user: User): void {
    user.sessionsEnded += user.sessions;
    user.sessions = 0;
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
    this.forgetSubject({ type: 'group', id: group.id });
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

  private forgetSubject(subject: Subject): void {
    this.permissions.forgetSubject(subject);
    const keeps = ({ subjectType, subjectId }: RoleGrant) =>
      subjectType !== subject.type || subjectId !== String(subject.id);
    this.roleGrants = this.roleGrants.filter(keeps);
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
