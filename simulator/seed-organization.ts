import type { CompleteAccountSpec } from './account-spec.js';
import type { BuiltInGroup, Group, GroupSettings, NewUser, Organization, User } from './organization.js';
import { companyGroup, drawName } from './people-names.js';
import { createRandom, toDashedUuid } from './random.js';
import { joinExternalUsers } from './rules.js';
import { specialPeople, specialUsers } from './special-people.js';

const dayMs = 86_400_000;

export interface SeedOptions {
  spec: CompleteAccountSpec;
  seed: string;
  /** The instant "now" in the data, in ms; ages count back from it. */
  today: number;
}

/** Fills an organization. The same seed and the same day give the same data, row by row. */
export function seedOrganization(organization: Organization, { spec, seed, today }: SeedOptions): void {
  addBuiltInGroups(organization, today);
  addUserAttributes(organization);
  if (spec.empty) {
    addAdmin(organization, today);
    return;
  }
  addCompanyGroups(organization, spec.groups, today);
  const drafts = [...draftSpecialUsers(spec.domain, today), ...draftCrowd(seed, spec, today)].slice(0, spec.users);
  addUsers(organization, drafts, today);
  addSpecialMemberships(organization, spec.domain);
  addMemberships(organization, spec.memberships ?? spec.users * 3);
  assignSeats(organization);
  addInvites(organization, spec.domain, today);
  organization.random.shuffle(organization.heap);
  for (const [index, user] of organization.heap.entries()) user.heapIndex = index;
}

/** Who may do what in the built-in groups, as Retool makes them: app, resource, workflow, query library, then flags. */
const builtInGroups: [BuiltInGroup, string, string[], (keyof GroupSettings)[]][] = [
  [
    'admin',
    'admin',
    ['own', 'own', 'own', 'edit'],
    [
      'userListAccess',
      'auditLogAccess',
      'unpublishedReleaseAccess',
      'usageAnalyticsAccess',
      'themeAccess',
      'accountDetailsAccess',
    ],
  ],
  [
    'editor',
    'editor',
    ['edit', 'own', 'edit', 'edit'],
    ['userListAccess', 'unpublishedReleaseAccess', 'accountDetailsAccess'],
  ],
  ['viewer', 'viewer', ['use', 'use', 'use', 'use'], ['userListAccess', 'accountDetailsAccess']],
  ['all-users', 'All Users', ['edit', 'own', 'edit', 'edit'], ['accountDetailsAccess']],
];

function addBuiltInGroups(organization: Organization, today: number): void {
  const createdAt = new Date(today - 5 * 365 * dayMs).toISOString();
  for (const [builtIn, name, rights, flags] of builtInGroups) {
    const isClosed = builtIn === 'all-users' && organization.profile.allUsersAccess === 'none';
    organization.addGroup({
      name,
      builtIn,
      ...toRights(isClosed ? ['none', 'none', 'none', 'none'] : rights),
      ...Object.fromEntries(flags.map((flag) => [flag, true])),
      createdAt,
      updatedAt: createdAt,
    });
  }
}

function toRights([app = 'none', resource = 'none', workflow = 'none', queryLibrary = 'none']: string[]) {
  return {
    universalAppAccess: app,
    universalResourceAccess: resource,
    universalWorkflowAccess: workflow,
    universalQueryLibraryAccess: queryLibrary,
  };
}

function addUserAttributes(organization: Organization): void {
  for (const name of ['department', 'employee_number']) {
    const id = toDashedUuid(organization.random.uuidDigits());
    const shared = { dataType: 'string', defaultValue: null, intercomAttributeName: null } as const;
    organization.userAttributes.push({ id, name, label: name.replace('_', ' '), ...shared });
  }
}

function addAdmin(organization: Organization, today: number): void {
  const [admin] = draftSpecialUsers(organization.domain, today);
  if (!admin) throw new Error('there is no admin to add');
  const group = organization.builtInGroup('admin');
  if (group) organization.addMember(group, organization.addUser(admin), false);
}

/** "External Users" where more than the four built-in groups are wanted, then the company's own. */
function addCompanyGroups(organization: Organization, count: number, today: number): void {
  for (let index = organization.groups.size; index < count; index += 1) {
    const createdAt = new Date(today - organization.random.below(4 * 365 * dayMs)).toISOString();
    const times = { createdAt, updatedAt: createdAt };
    if (index === builtInGroups.length) {
      organization.addGroup({ name: 'External Users', builtIn: 'external-users', ...times });
    } else {
      const { name, app, workflow } = companyGroup(index - builtInGroups.length - 1);
      organization.addGroup({
        name,
        id: organization.nextId('group', 1 + organization.random.below(3)),
        ...toRights([app, 'use', workflow, app === 'use' ? 'use' : 'edit']),
        userListAccess: app === 'own',
        ...times,
      });
    }
  }
}

function draftSpecialUsers(domain: string, today: number): NewUser[] {
  return specialUsers(domain).map(({ lastActiveDaysAgo, ...user }) => ({
    ...user,
    lastActive:
      lastActiveDaysAgo === null ? null : new Date(today - lastActiveDaysAgo * dayMs - 4_321_987).toISOString(),
  }));
}

/** The same people in every account of the same company: they depend on the seed and the domain only. */
function draftCrowd(seed: string, spec: CompleteAccountSpec, today: number): NewUser[] {
  const random = createRandom(`${seed}/people/${spec.domain}`);
  const taken = new Map(specialUsers(spec.domain).map(({ email }) => [email, 1]));
  const drafts: NewUser[] = [];
  while (drafts.length < spec.users) {
    const name = drawName(random);
    const isExternal = random.chance(0.03);
    const email = toFreeEmail(taken, name.mailbox, isExternal ? random.pick(partners) : spec.domain);
    const active = random.chance(0.92);
    drafts.push({
      firstName: name.firstName,
      lastName: name.lastName,
      email,
      active,
      lastActive: drawLastActive(random.next(), random.next(), active, today),
      userType: isExternal && random.chance(0.5) ? 'embed' : random.chance(0.02) ? 'mobile' : 'default',
      twoFactorAuthEnabled: random.chance(0.6),
      metadata: random.chance(0.3) ? { department: random.pick(['Finance', 'Sales', 'Support', 'Operations']) } : {},
    });
  }
  return drafts;
}

const partners = ['agency.example', 'partner.example', 'freelance.example'];

function toFreeEmail(taken: Map<string, number>, mailbox: string, domain: string): string {
  const email = `${mailbox}@${domain}`;
  const holders = taken.get(email) ?? 0;
  taken.set(email, holders + 1);
  return holders === 0 ? email : `${mailbox}${holders + 1}@${domain}`;
}

/** Most people were here this month, some not for a long time, a few never. */
function drawLastActive(first: number, second: number, active: boolean, today: number): string | null {
  if (first < 0.05) return null;
  const daysAgo = (active ? 0 : 30) + second ** 4 * 400;
  return new Date(today - Math.round(daysAgo * dayMs) - 1_000_123).toISOString();
}

/** Rows in order of their legacy ids, created over five years, with gaps between the ids. */
function addUsers(organization: Organization, drafts: NewUser[], today: number): void {
  const { random } = organization;
  const [admin, breakGlass, ...others] = drafts;
  const order = [admin, breakGlass, ...random.shuffle(others)].filter((draft) => draft !== undefined);
  const firstDay = today - 5 * 365 * dayMs;
  for (const [index, draft] of order.entries()) {
    const age = (index + random.next()) / order.length;
    const createdAt = firstDay + Math.floor(age * (5 * 365 - 3) * dayMs);
    const lastActive = draft.lastActive && Date.parse(draft.lastActive) < createdAt ? createdAt + 60_000 : undefined;
    const user = organization.addUser({
      ...draft,
      legacyId: organization.nextId('user', random.chance(0.1) ? 1 + random.below(9) : 1),
      createdAt: new Date(createdAt).toISOString(),
      ...(lastActive !== undefined && { lastActive: new Date(lastActive).toISOString() }),
    });
    const isRecent = user.lastActive !== null && Date.parse(user.lastActive) > today - 14 * dayMs;
    user.sessions = user.active && isRecent ? 1 + random.below(3) : 0;
    joinExternalUsers(organization, user);
  }
}

function addSpecialMemberships(organization: Organization, domain: string): void {
  const people = specialPeople(domain);
  const own = companyGroups(organization);
  const join = (group: Group | undefined, email: string, isGroupAdmin = false) => {
    const user = organization.findUserByEmail(email);
    if (group && user) organization.addMember(group, user, isGroupAdmin);
  };
  join(organization.builtInGroup('admin'), people.soleAdmin);
  join(organization.builtInGroup('admin'), people.breakGlass);
  join(own[0], people.leaver);
  join(own[1], people.leaver, true);
  join(organization.builtInGroup('editor'), people.leaver);
  join(own[0], people.disabled);
  join(organization.builtInGroup('editor'), people.disabled);
  join(own[0], people.groupAdmin, true);
  join(organization.builtInGroup('viewer'), people.neverSignedIn);
  join(own[1], people.twice[0]);
}

function companyGroups(organization: Organization): Group[] {
  return [...organization.groups.values()].filter(({ builtIn }) => builtIn === undefined);
}

/** Fills groups at random, the first ones more than the last ones, until there are so many members in all. */
function addMemberships(organization: Organization, wanted: number): void {
  const { random, users } = organization;
  const editorAndViewer = [organization.builtInGroup('editor'), organization.builtInGroup('viewer')];
  const groups = [...editorAndViewer.filter((group) => group !== undefined), ...companyGroups(organization)];
  let missing = wanted - users.length;
  for (const { members } of organization.groups.values()) missing -= members.size;
  const room = groups.reduce((sum, { members }) => sum + users.length - members.size, 0);
  missing = Math.min(missing, Math.floor(room * 0.9));
  while (missing > 0) {
    const group = groups[Math.floor(random.next() ** 1.5 * groups.length)] as Group;
    const user = random.pick(users);
    if (group.members.has(user)) continue;
    organization.addMember(group, user, random.chance(0.02));
    missing -= 1;
  }
}

/** Seats as an admin would have given them: builders are those who may edit somewhere, nearly always. */
function assignSeats(organization: Organization): void {
  const builders = new Set<User>();
  for (const group of organization.groups.values()) {
    const edits = [group.universalAppAccess, group.universalWorkflowAccess].some(
      (right) => right === 'edit' || right === 'own',
    );
    if (edits) for (const user of group.members.keys()) builders.add(user);
  }
  const externals = organization.builtInGroup('external-users');
  for (const user of organization.users) {
    const isExternal = user.userType === 'embed' || externals?.members.has(user);
    const isBuilder = builders.has(user) !== organization.random.chance(0.02);
    user.seatType ??= isExternal ? 'externalUser' : isBuilder ? 'builder' : 'internalUser';
  }
}

/** Open for somebody without a user, open for a reassigned address, expired, and claimed. */
function addInvites(organization: Organization, domain: string, today: number): void {
  const people = specialPeople(domain);
  const sender = organization.findUserByEmail(people.leaver) ?? organization.users[0];
  const admin = organization.users[0];
  if (!sender || !admin) return;
  const daysAgo = (days: number) => new Date(today - days * dayMs).toISOString();
  const open = organization.addInvite({
    invitedBy: sender.id,
    invitedEmail: people.invitedOnly,
    userType: 'default',
    createdAt: daysAgo(1),
  });
  organization.addInvite({
    invitedBy: admin.id,
    invitedEmail: people.reassigned,
    userType: 'default',
    createdAt: daysAgo(2),
  });
  organization.addInvite({
    invitedBy: admin.id,
    invitedEmail: `too.late@${domain}`,
    userType: 'default',
    createdAt: daysAgo(40),
  });
  organization.addInvite({
    invitedBy: admin.id,
    invitedEmail: sender.email,
    userType: 'default',
    createdAt: daysAgo(300),
    claimedBy: sender.id,
    claimedAt: daysAgo(299),
  });
  const [first] = companyGroups(organization);
  if (first) organization.addGroupInvite(first, open.id);
}
