import { z } from 'zod';
import { accessChangeArguments, createAccessChanges } from './access-changes.js';
import type { Organization } from './organization.js';
import type { Group, GroupSettings, Invite, SeatType, User, UserType } from './records.js';
import { createRandom } from './random.js';

export interface NewPerson {
  email: string;
  firstName?: string | undefined;
  lastName?: string | undefined;
  active?: boolean | undefined;
  userType?: UserType | undefined;
  seatType?: SeatType | undefined;
  /** ISO 8601; never signed in unless given. */
  lastActive?: string | undefined;
  /** Names of groups to be in; `groupAdminOf` are groups to lead as well. */
  groups?: string[] | undefined;
  groupAdminOf?: string[] | undefined;
  /** Puts the person into the built-in group admin. */
  admin?: boolean | undefined;
}

/** Rights of a group over all apps, resources and workflows; none unless given. */
export interface GroupRights {
  app?: Right | undefined;
  resource?: Right | undefined;
  workflow?: Right | undefined;
}

type Right = 'none' | 'use' | 'edit' | 'own';

/** How many users each kind of change fell on. */
export interface ShareOfChanges {
  signedIn: number;
  renamed: number;
  disabled: number;
  enabled: number;
  joined: number;
  left: number;
}

/**
 * Changes as people make them in Retool itself, for tests, the demo and benchmarks. They ask for no token, no scope and
 * no rule, also not for a last admin. People go by their email, groups by their name; an unknown one throws.
 */
export type Changes = ReturnType<typeof createChanges>;

export function createChanges(organization: Organization) {
  const user = (email: string): User => {
    const found = organization.findUserByEmail(email);
    if (!found) throw new Error(`${organization.name} has no user ${email}.`);
    return found;
  };
  const group = (name: string): Group => {
    for (const found of organization.groups.values()) if (found.name === name) return found;
    throw new Error(`${organization.name} has no group ${JSON.stringify(name)}.`);
  };
  const openInvite = (email: string): Invite => {
    const invites = [...organization.invites.values()].reverse();
    const found = invites.find((invite) => invite.invitedEmail === email && invite.claimedAt === null);
    if (!found) throw new Error(`${organization.name} has no unclaimed invite to ${email}.`);
    return found;
  };

  return {
    ...createAccessChanges(organization),

    createUser: ({ groups = [], groupAdminOf = [], admin, ...person }: NewPerson): string => {
      const plain = groups.map(group);
      const led = groupAdminOf.map(group);
      const admins = organization.builtInGroup('admin');
      const created = createPerson(organization, person);
      for (const joined of plain) organization.addMember(joined, created, false);
      for (const joined of led) organization.addMember(joined, created, true);
      if (admin && admins) organization.addMember(admins, created, false);
      return created.id;
    },
    /** Takes the row out altogether, which Retool itself never does. */
    removeUser: (email: string): void => organization.removeUser(user(email)),
    disableUser: (email: string): void => organization.updateUser(user(email), { active: false }),
    enableUser: (email: string): void => organization.updateUser(user(email), { active: true }),
    renameUser: (email: string, firstName: string, lastName: string): void =>
      organization.updateUser(user(email), { firstName, lastName }),
    changeEmail: (email: string, newEmail: string): void => organization.updateUser(user(email), { email: newEmail }),
    setUserType: (email: string, userType: UserType): void => organization.updateUser(user(email), { userType }),
    setSeatType: (email: string, seatType: SeatType | null): void => organization.updateUser(user(email), { seatType }),
    /** Begins a session; at the present instant unless one is given. */
    signIn: (email: string, at?: string): void => {
      const found = user(email);
      organization.updateUser(found, { lastActive: at ?? organization.timestamp(), sessions: found.sessions + 1 });
    },

    addMember: (groupName: string, email: string, isGroupAdmin?: boolean): void =>
      organization.addMember(group(groupName), user(email), isGroupAdmin ?? false),
    removeMember: (groupName: string, email: string): void => organization.removeMember(group(groupName), user(email)),
    createGroup: (name: string, rights?: GroupRights): number =>
      organization.addGroup({ name, ...toSettings(rights ?? {}) }).id,
    renameGroup: (name: string, newName: string): void => organization.updateGroup(group(name), { name: newName }),
    setGroupRights: (name: string, rights: GroupRights): void =>
      organization.updateGroup(group(name), toSettings(rights)),
    clearGroup: (name: string): void => {
      const found = group(name);
      for (const member of [...found.members.keys()]) organization.removeMember(found, member);
    },
    removeGroup: (name: string): void => organization.removeGroup(group(name)),

    /** Sent by the first admin unless a user's email is given. */
    createInvite: (email: string, groupNames?: string[], sender?: string): number => {
      const invitedBy = sender === undefined ? (organization.users[0]?.id ?? '') : user(sender).id;
      const groups = (groupNames ?? []).map(group);
      const invite = organization.addInvite({ invitedBy, invitedEmail: email, userType: 'default' });
      for (const found of groups) organization.addGroupInvite(found, invite.id);
      return invite.id;
    },
    /** The invited person signs up: a user appears, in the groups of the invite. */
    claimInvite: (email: string): string => {
      const invite = openInvite(email);
      const claimer = organization.findUserByEmail(email) ?? createPerson(organization, { email });
      for (const found of organization.groups.values()) {
        if (found.inviteIds.has(invite.id)) organization.addMember(found, claimer, false);
      }
      Object.assign(invite, { claimedBy: claimer.id, claimedAt: organization.timestamp() });
      organization.inviteChanged(invite);
      return claimer.id;
    },
    expireInvite: (email: string): void => {
      const invite = openInvite(email);
      invite.expiresAt = new Date(organization.now() - 1000).toISOString();
      organization.inviteChanged(invite);
    },
    removeInvite: (email: string): void => organization.removeInvite(openInvite(email)),

    /** A day in the company: that share of the users, drawn at random, each changes in one way. */
    changeShare: (share: number, seed?: string): ShareOfChanges => changeShare(organization, share, seed),
    disableShare: (share: number, seed?: string): number => {
      const drawn = drawUsers(organization, share, seed).filter(({ active }) => active);
      for (const found of drawn) organization.updateUser(found, { active: false });
      return drawn.length;
    },
    removeShare: (share: number, seed?: string): number => {
      const drawn = drawUsers(organization, share, seed);
      for (const found of drawn) organization.removeUser(found);
      return drawn.length;
    },
  };
}

function createPerson(organization: Organization, person: Omit<NewPerson, 'groups' | 'groupAdminOf' | 'admin'>): User {
  const { email, firstName = 'New', lastName = 'Person', lastActive = null, ...rest } = person;
  if (organization.findUserByEmail(email)) throw new Error(`${organization.name} already has a user ${email}.`);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return organization.addUser({ email, firstName, lastName, lastActive, ...given });
}

function toSettings({ app, resource, workflow }: GroupRights): Partial<GroupSettings> {
  return {
    ...(app && { universalAppAccess: app }),
    ...(resource && { universalResourceAccess: resource }),
    ...(workflow && { universalWorkflowAccess: workflow }),
  };
}

/** Admins are never drawn, so that an account stays usable. */
function drawUsers(organization: Organization, share: number, seed = 'share'): User[] {
  const candidates = organization.users.filter((user) => !organization.isAdmin(user));
  const count = Math.min(candidates.length, Math.round(organization.users.length * share));
  return createRandom(`${seed}/${organization.name}`).shuffle(candidates).slice(0, count);
}

function changeShare(organization: Organization, share: number, seed = 'share'): ShareOfChanges {
  const random = createRandom(`${seed}/${organization.name}/kinds`);
  const counts: ShareOfChanges = { signedIn: 0, renamed: 0, disabled: 0, enabled: 0, joined: 0, left: 0 };
  const groups = [...organization.groups.values()].filter(({ builtIn }) => builtIn === undefined);
  for (const user of drawUsers(organization, share, seed)) {
    const kind = random.next();
    const own = groups.find(({ members }) => members.has(user));
    const other = groups.length > 0 ? random.pick(groups) : undefined;
    if (kind < 0.15 && other && !other.members.has(user)) {
      organization.addMember(other, user, false);
      counts.joined += 1;
    } else if (kind < 0.3 && own) {
      organization.removeMember(own, user);
      counts.left += 1;
    } else if (kind < 0.45) {
      organization.updateUser(user, { lastName: `${user.lastName ?? ''} ${'IVX'.charAt(random.below(3))}`.slice(-36) });
      counts.renamed += 1;
    } else if (kind < 0.55) {
      counts[user.active ? 'disabled' : 'enabled'] += 1;
      organization.updateUser(user, { active: !user.active });
    } else {
      organization.updateUser(user, { lastActive: organization.timestamp() });
      counts.signedIn += 1;
    }
  }
  return counts;
}

const email = z.string().min(3);
const name = z.string().min(1);
const right = z.enum(['none', 'use', 'edit', 'own']).optional();
const rights = z.strictObject({ app: right, resource: right, workflow: right });
const userType = z.enum(['default', 'mobile', 'embed']);
const seatType = z.enum(['builder', 'internalUser', 'externalUser']);
const share = [z.number().min(0).max(1), z.string().optional()] as const;

/** The arguments of each change, for those who ask over HTTP. */
export const changeArguments: { [K in keyof Changes]: z.ZodType<Parameters<Changes[K]>> } = {
  ...accessChangeArguments,
  createUser: z.tuple([
    z.strictObject({
      email,
      firstName: z.string().optional(),
      lastName: z.string().optional(),
      active: z.boolean().optional(),
      userType: userType.optional(),
      seatType: seatType.optional(),
      lastActive: z.iso.datetime().optional(),
      groups: z.array(name).optional(),
      groupAdminOf: z.array(name).optional(),
      admin: z.boolean().optional(),
    }),
  ]),
  removeUser: z.tuple([email]),
  disableUser: z.tuple([email]),
  enableUser: z.tuple([email]),
  renameUser: z.tuple([email, z.string(), z.string()]),
  changeEmail: z.tuple([email, email]),
  setUserType: z.tuple([email, userType]),
  setSeatType: z.tuple([email, seatType.nullable()]),
  signIn: z.tuple([email, z.iso.datetime().optional()]),
  addMember: z.tuple([name, email, z.boolean().optional()]),
  removeMember: z.tuple([name, email]),
  createGroup: z.tuple([name, rights.optional()]),
  renameGroup: z.tuple([name, name]),
  setGroupRights: z.tuple([name, rights]),
  clearGroup: z.tuple([name]),
  removeGroup: z.tuple([name]),
  createInvite: z.tuple([email, z.array(name).optional(), email.optional()]),
  claimInvite: z.tuple([email]),
  expireInvite: z.tuple([email]),
  removeInvite: z.tuple([email]),
  changeShare: z.tuple([...share]),
  disableShare: z.tuple([...share]),
  removeShare: z.tuple([...share]),
};
