import { Refusal, single, type Answer } from '../answer.js';
import type { Grant, ObjectType, PermissionObject } from '../access-records.js';
import type { Organization } from '../organization.js';
import type { Group } from '../records.js';
import type { Call, Endpoint } from './endpoint.js';

export const accessListEndpoints: Endpoint[] = [
  {
    method: 'GET',
    path: '/permissions/accessList/:objectType/:objectId',
    scopes: ['permissions:all:read'],
    answer: readAccessList,
  },
];

const early: readonly string[] = ['app', 'folder'];
const later: readonly string[] = ['resource', 'workflow', 'agent'];

/** Who has access to an object: groups and users, each with where it comes from. */
function readAccessList({ organization, params }: Call): Answer {
  const object = findObject(organization, params.objectType ?? '', params.objectId ?? '');
  const granted = organization.permissions.grantsOn(object);
  const ofGroups = granted.filter(({ subject }) => subject.type === 'group');
  const byGroup = new Map(ofGroups.map(({ subject, grant }) => [subject.id, grant]));
  const group = [...organization.groups.values()]
    .map((one) => describeGroup(one, object, byGroup.get(one.id)))
    .filter((entry) => entry !== undefined);
  const user = granted
    .filter(({ subject }) => subject.type === 'user')
    .map(({ subject, grant }) => describeUser(organization, String(subject.id), grant, byGroup));
  return single(JSON.stringify({ group, user, userInvite: [] }));
}

function findObject(organization: Organization, type: string, id: string): PermissionObject {
  const types = organization.profile.everyAccessList ? [...early, ...later] : early;
  if (!types.includes(type)) throw new Refusal(400, 'Invalid path parameter: objectType');
  const { permissions } = organization;
  const isNumber = early.includes(type) && /^\d+$/.test(id);
  const found = isNumber
    ? permissions.listObjects(type as ObjectType).find(({ number }) => number === Number(id))
    : permissions.findObject(type as ObjectType, id);
  if (!found) throw new Refusal(404, `No ${type} '${id}' found for organization`);
  return found;
}

/** The higher of what was granted on the object and what the group may do with all objects of the kind. */
function describeGroup(group: Group, object: PermissionObject, grant: Grant | undefined) {
  const universal = universalAccess(group, object);
  const accessLevel = higher(universal, grant?.level ?? 'none');
  if (accessLevel === 'none') return undefined;
  const sources = { ...describeSource(grant), universal: universal !== 'none', groups: [] };
  return { subject: { id: String(group.id), type: 'group' }, sources, accessLevel };
}

function describeUser(organization: Organization, id: string, grant: Grant, byGroup: ReadonlyMap<unknown, Grant>) {
  const user = organization.findUser(id);
  const through = (user ? organization.groupsOf(user) : []).filter((group) => byGroup.has(group.id));
  const levels = through.map((group) => byGroup.get(group.id)?.level ?? 'none');
  return {
    subject: { id, type: 'user' },
    sources: {
      ...describeSource(grant),
      universal: false,
      groups: through.map((group) => ({ id: String(group.id), type: 'group' })),
    },
    accessLevel: levels.reduce<string>(higher, grant.level),
  };
}

function describeSource(grant: Grant | undefined) {
  const from = grant?.inheritedFrom;
  return { direct: grant !== undefined && !from, ...(from && { inherited: { id: from.id, type: from.type } }) };
}

function universalAccess(group: Group, { type, id }: PermissionObject): string {
  const kind = type === 'folder' ? id.split('_')[0] : type;
  if (kind === 'app') return group.universalAppAccess;
  if (kind === 'resource') return group.universalResourceAccess;
  return kind === 'workflow' ? group.universalWorkflowAccess : 'none';
}

const levels = ['none', 'use', 'edit', 'own'];

function higher(one: string, other: string): string {
  return levels.indexOf(one) >= levels.indexOf(other) ? one : other;
}
