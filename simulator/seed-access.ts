import type { PermissionObject } from './access-records.js';
import { addAccessRequest, addFolder, addObject, addRoleGrant, addWorkflow } from './add-access.js';
import type { Organization } from './organization.js';
import { createRandom, toDashedUuid, type Random } from './random.js';
import type { User } from './records.js';
import { companyGroups } from './seed-groups.js';
import { specialPeople } from './special-people.js';

const dayMs = 86_400_000;

/**
 * Folders, apps, workflows, grants, roles and requests to join. Draws from a sequence of its own, so that people and
 * groups do not depend on it.
 */
export function seedAccess(organization: Organization, { seed, today }: { seed: string; today: number }): void {
  const random = createRandom(`${seed}/${organization.name}/access`);
  const objects = addObjects(organization, random);
  grantToGroups(organization, objects);
  if (organization.profile.userPermissions) grantToUsers(organization, objects, random);
  addRoles(organization, objects, random);
  addWorkflows(organization, random, today);
  addRequests(organization, today);
}

interface Objects {
  folders: PermissionObject[];
  apps: PermissionObject[];
}

const contents = {
  Finance: ['Refund desk', 'Invoice search', 'Month end'],
  Support: ['Ticket console', 'Customer lookup'],
  Operations: ['Stock levels', 'Carrier status', 'Returns'],
};

function addObjects(organization: Organization, random: Random): Objects {
  const folders: PermissionObject[] = [];
  const apps: PermissionObject[] = [];
  for (const [name, inside] of Object.entries(contents)) {
    const folder = addFolder(organization, 'app', name);
    folders.push(folder);
    for (const app of inside)
      apps.push(addObject(organization, { type: 'app', name: app, folderId: folder.id }, random));
  }
  addFolder(organization, 'workflow', 'Nightly jobs');
  for (const name of ['orders-db', 'warehouse-api']) {
    addObject(organization, { type: 'resource', name }, random);
    addObject(organization, { type: 'resource_configuration', name }, random);
  }
  return { folders, apps };
}

function grantToGroups(organization: Organization, { folders }: Objects): void {
  for (const [index, { id }] of companyGroups(organization).entries()) {
    const folder = folders[index];
    if (folder) organization.permissions.grant({ type: 'group', id }, folder, index === 0 ? 'edit' : 'use');
  }
}

/** The leaver has a folder and an app of another one; a few people in a hundred have one app each. */
function grantToUsers(organization: Organization, { folders, apps }: Objects, random: Random): void {
  const { permissions, users, domain } = organization;
  const people = specialPeople(domain);
  const grant = (email: string, object: PermissionObject | undefined, level: 'own' | 'edit' | 'use') => {
    const user = organization.findUserByEmail(email);
    if (user && object) permissions.grant({ type: 'user', id: user.id }, object, level);
  };
  grant(people.leaver, folders[0], 'own');
  grant(people.leaver, apps.at(-1), 'edit');
  grant(people.disabled, apps.at(-2), 'use');
  const special = new Set(Object.values(people).flat());
  for (const { email } of users) {
    if (random.chance(0.04) && !special.has(email)) {
      grant(email, random.pick(apps), random.chance(0.5) ? 'use' : 'edit');
    }
  }
}

function addRoles(organization: Organization, { folders }: Objects, random: Random): void {
  for (const name of ['Release manager', 'Theme editor', 'Query reviewer']) {
    organization.roles.push({ id: toDashedUuid(random.uuidDigits()), name });
  }
  if (!organization.profile.roleGrants) return;
  const people = specialPeople(organization.domain);
  const give = (email: string, index: number, object?: PermissionObject) => {
    const user = organization.findUserByEmail(email);
    const role = organization.roles[index];
    if (!user || !role) return;
    const objectFields = { objectType: object?.type ?? null, objectId: object?.id ?? null };
    addRoleGrant(organization, { roleId: role.id, subjectType: 'user', subjectId: user.id, ...objectFields }, random);
  };
  give(people.leaver, 0);
  give(people.leaver, 2, folders[1]);
  give(people.groupAdmin, 1);
}

/** The leaver has made two, one of them on a schedule and enabled. */
function addWorkflows(organization: Organization, random: Random, today: number): void {
  if (!organization.profile.workflows) return;
  const people = specialPeople(organization.domain);
  const daysAgo = (days: number) => new Date(today - days * dayMs).toISOString();
  const make = (creator: User | undefined, name: string, days: number, crontab: string | null, isEnabled: boolean) => {
    const createdBy = creator?.legacyId ?? null;
    const timezone = crontab ? 'Europe/London' : null;
    addWorkflow(organization, { name, createdBy, crontab, timezone, isEnabled, createdAt: daysAgo(days) }, random);
  };
  const leaver = organization.findUserByEmail(people.leaver);
  make(organization.users[0], 'Licence report', 700, '0 6 * * 1', true);
  make(leaver, 'Nightly export', 410, '30 2 * * *', true);
  make(leaver, 'Refund backfill', 220, null, false);
  make(organization.findUserByEmail(people.groupAdmin), 'Stock alert', 90, '*/15 * * * *', false);
}

/** Three wait: of the leaver, of somebody disabled, of a stranger. One was approved, one denied. */
function addRequests(organization: Organization, today: number): void {
  const people = specialPeople(organization.domain);
  const admin = organization.users[0]?.id ?? null;
  const add = (email: string, days: number, status: 'PENDING' | 'APPROVED' | 'DENIED' = 'PENDING') => {
    const createdAt = new Date(today - days * dayMs).toISOString();
    const request = addAccessRequest(organization, { email, status, createdAt });
    if (status !== 'PENDING') Object.assign(request, { updatedById: admin });
  };
  add(people.neverSignedIn, 120, 'APPROVED');
  add('curious@elsewhere.example', 60, 'DENIED');
  add(people.disabled, 9);
  add(people.leaver, 4);
  add('new.hire@elsewhere.example', 1);
}
