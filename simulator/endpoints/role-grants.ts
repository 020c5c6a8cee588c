import { z } from 'zod';
import { bare, noContent, Refusal, textList, type Answer } from '../answer.js';
import type { RoleGrant } from '../access-records.js';
import { addRoleGrant } from '../add-access.js';
import type { Organization } from '../organization.js';
import type { Profile } from '../profiles.js';
import { parseBody, readUuid, type Call, type Endpoint } from './endpoint.js';

const subjectTypes = ['user', 'group', 'userInvite'];

const grantBody = z.object({
  role_id: z.uuid(),
  subject_type: z.string(),
  subject_id: z.string(),
  object_type: z.string().optional(),
  object_id: z.string().optional(),
});

const existsIn = (profile: Profile) => profile.roleGrants;
const read = { scopes: ['permissions:all:read'], existsIn };
const write = { scopes: ['permissions:all:write'], existsIn };

/** Roles that were given to users, groups and invites, for everything or for one object. */
export const roleGrantEndpoints: Endpoint[] = [
  { method: 'GET', path: '/role_permissions/role_grants', ...read, answer: listGrants },
  { method: 'POST', path: '/role_permissions/role_grants', ...write, answer: createGrant },
  { method: 'GET', path: '/role_permissions/role_grants/:subjectType/:subjectId', ...read, answer: listOfSubject },
  { method: 'DELETE', path: '/role_permissions/role_grants/:roleGrantId', ...write, answer: deleteGrant },
  { method: 'POST', path: '/role_permissions/remove_role_grants_for_subject', ...write, answer: removeOfSubject },
];

function listGrants({ organization }: Call): Answer {
  return answerList(organization, organization.roleGrants);
}

function listOfSubject({ organization, params }: Call): Answer {
  const { subjectType = '', subjectId = '' } = params;
  demandSubject(organization, subjectType, subjectId);
  const isOfSubject = (grant: RoleGrant) => grant.subjectType === subjectType && grant.subjectId === subjectId;
  return answerList(organization, organization.roleGrants.filter(isOfSubject));
}

function createGrant({ organization, body }: Call): Answer {
  const wanted = readGrant(body);
  if (!organization.roles.some(({ id }) => id === wanted.roleId)) {
    throw new Refusal(404, `Role with id ${wanted.roleId} not found.`);
  }
  demandSubject(organization, wanted.subjectType, wanted.subjectId);
  const same = organization.roleGrants.find((grant) => isSame(grant, wanted));
  const grant = same ?? addRoleGrant(organization, wanted);
  if (organization.behaviour.createdRoleGrant === 'empty') return { status: 201, pieces: [] };
  return bare(renderRoleGrant(grant), 201);
}

function deleteGrant({ organization, params }: Call): Answer {
  const id = readUuid(params, 'roleGrantId');
  const left = organization.roleGrants.filter((grant) => grant.id !== id);
  if (left.length === organization.roleGrants.length) throw new Refusal(404, `Role grant with id ${id} not found.`);
  organization.roleGrants = left;
  return noContent;
}

/** Without an object only the grant that is for everything goes. */
function removeOfSubject({ organization, body }: Call): Answer {
  const wanted = readGrant(body);
  organization.roleGrants = organization.roleGrants.filter((grant) => !isSame(grant, wanted));
  return noContent;
}

function readGrant(body: unknown): Omit<RoleGrant, 'id'> {
  const given = (body ?? {}) as Record<string, unknown>;
  for (const name of ['role_id', 'subject_type', 'subject_id']) {
    if (given[name] === undefined) throw new Refusal(400, `Missing required body parameter: ${name}`);
  }
  const fields = parseBody(grantBody, body);
  return {
    roleId: fields.role_id,
    subjectType: fields.subject_type,
    subjectId: fields.subject_id,
    objectType: fields.object_type ?? null,
    objectId: fields.object_id ?? null,
  };
}

function isSame(grant: RoleGrant, other: Omit<RoleGrant, 'id'>): boolean {
  const keys = ['roleId', 'subjectType', 'subjectId', 'objectType', 'objectId'] as const;
  return keys.every((key) => grant[key] === other[key]);
}

function demandSubject(organization: Organization, type: string, id: string): void {
  if (!subjectTypes.includes(type)) throw new Refusal(400, `Invalid subject type: ${type}`);
  const known = {
    user: () => organization.findUser(id) !== undefined,
    group: () => organization.groups.has(Number(id)),
    userInvite: () => organization.invites.has(Number(id)),
  };
  if (!known[type as keyof typeof known]()) throw new Refusal(404, `Subject with id ${id} not found.`);
}

function answerList({ behaviour }: Organization, grants: readonly RoleGrant[]): Answer {
  const rows = grants.map(renderRoleGrant);
  return behaviour.roleGrantList === 'bare' ? bare(`[${rows.join(',')}]`) : textList(rows);
}

function renderRoleGrant(grant: RoleGrant): string {
  return JSON.stringify({
    id: grant.id,
    role_id: grant.roleId,
    subject_type: grant.subjectType,
    subject_id: grant.subjectId,
    object_type: grant.objectType,
    object_id: grant.objectId,
  });
}
