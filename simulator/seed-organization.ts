import type { CompleteAccountSpec } from './account-spec.js';
import type { Organization } from './organization.js';
import type { Group, NewUser, User } from './records.js';
import { draftCrowd, draftSpecialUsers } from './draft-people.js';
import { seedAccess } from './seed-access.js';
import { addBuiltInGroups, addCompanyGroups, addMemberships, companyGroups } from './seed-groups.js';
import { toDashedUuid } from './random.js';
import { joinExternalUsers } from './rules.js';
import { specialPeople } from './special-people.js';

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
  seedAccess(organization, { seed, today });
  organization.random.shuffle(organization.heap);
  for (const [index, user] of organization.heap.entries()) user.heapIndex = index;
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
