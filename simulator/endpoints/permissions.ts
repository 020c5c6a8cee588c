import { z } from 'zod';
import { Refusal, single, textList, type Answer } from '../answer.js';
import type { Grant, ObjectType, PermissionObject, Subject } from '../access-records.js';
import type { Organization } from '../organization.js';
import { groupById, parseBody, userById, type Call, type Endpoint } from './endpoint.js';

const subject = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('group'), id: z.number() }),
  z.strictObject({ type: z.literal('user'), id: z.string() }),
]);
const folderId = z.string().regex(/^(app|workflow|resource|agent|library)_([0-9]\d*)$/, 'Invalid folder id');
const object = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('folder'), id: folderId }),
  z.strictObject({ type: z.literal('app'), id: z.uuid() }),
  z.strictObject({ type: z.literal('screen'), id: z.uuid(), appId: z.uuid() }),
  z.strictObject({ type: z.literal('resource'), id: z.string() }),
  z.strictObject({ type: z.literal('resource_configuration'), id: z.uuid() }),
]);

const listBody = z.strictObject({
  subject,
  object_type: z.enum(['folder', 'app', 'resource', 'resource_configuration']),
  include_inherited_access: z.boolean().default(false),
});
const grantBody = z.strictObject({ subject, object, access_level: z.enum(['own', 'edit', 'use']) });
const revokeBody = z.strictObject({ subject, object });

const read = ['permissions:all:read'];
const write = ['permissions:all:write'];

/** Access of groups, and from 3.187 on of users, to single objects. */
export const permissionEndpoints: Endpoint[] = [
  { method: 'POST', path: '/permissions/listObjects', scopes: read, answer: listObjects },
  { method: 'POST', path: '/permissions/grant', scopes: write, answer: grantAccess },
  { method: 'POST', path: '/permissions/revoke', scopes: write, answer: revokeAccess },
];

function listObjects({ organization, body }: Call): Answer {
  const asked = parseBody(listBody, body);
  const owner = findSubject(organization, asked.subject, asked.object_type);
  return textList(listGrants(organization, owner, asked.object_type, asked.include_inherited_access).map(renderGrant));
}

function grantAccess({ organization, body }: Call): Answer {
  const asked = parseBody(grantBody, body);
  const owner = findSubject(organization, asked.subject, asked.object.type);
  organization.permissions.grant(owner, findObject(organization, asked.object), asked.access_level);
  return answerGrants(organization, owner, asked.object.type);
}

function revokeAccess({ organization, body }: Call): Answer {
  const asked = parseBody(revokeBody, body);
  const owner = findSubject(organization, asked.subject, asked.object.type);
  const found = findObject(organization, asked.object);
  if (!organization.permissions.revoke(owner, found)) {
    throw new Refusal(404, `No permission of ${owner.type} '${owner.id}' on ${found.type} '${found.id}' found`);
  }
  return answerGrants(organization, owner, asked.object.type);
}

function findSubject(organization: Organization, { type, id }: Subject, objectType: ObjectType): Subject {
  if (type === 'group') return { type, id: groupById(organization, id).id };
  if (!organization.profile.userPermissions) throw new Refusal(400, 'Invalid request body: subject.type');
  const isUsual = objectType === 'folder' || objectType === 'app';
  if (!isUsual && organization.behaviour.userAccessToResources === 'refused') {
    throw new Refusal(400, `Permissions of users are not supported for objects of type ${objectType}`);
  }
  return { type, id: userById(organization, id).id };
}

function findObject({ permissions }: Organization, { type, id }: Pick<PermissionObject, 'type' | 'id'>) {
  const found = permissions.findObject(type, id);
  if (!found) throw new Refusal(404, `No ${type} '${id}' found for organization`);
  return found;
}

/** After a write: what the subject has of that type, without the fields of a list. */
function answerGrants(organization: Organization, owner: Subject, type: ObjectType): Answer {
  return single(`[${listGrants(organization, owner, type, false).map(renderGrant).join(',')}]`);
}

function listGrants(organization: Organization, owner: Subject, type: ObjectType, withInherited: boolean): Grant[] {
  const own = organization.permissions.grantsOf(owner);
  const all = [...own, ...grantsOfGroups(organization, owner)];
  const seen = new Set<PermissionObject>();
  return all.filter(({ object: target, inheritedFrom }) => {
    if (target.type !== type || (inheritedFrom && !withInherited) || seen.has(target)) return false;
    seen.add(target);
    return true;
  });
}

/** What a user has through groups, where the account is set to list that as the user's own. */
function grantsOfGroups(organization: Organization, owner: Subject): Grant[] {
  const user = owner.type === 'user' ? organization.findUser(owner.id) : undefined;
  if (!user || organization.behaviour.listedObjectsOfUser === 'own') return [];
  return organization.groupsOf(user).flatMap(({ id }) => organization.permissions.grantsOf({ type: 'group', id }));
}

function renderGrant({ object: { type, id }, level }: Grant): string {
  return JSON.stringify({ type, id, access_level: level });
}
