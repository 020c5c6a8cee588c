import { z } from 'zod';
import { noContent, Refusal, single, type Answer } from '../answer.js';
import { toDashedUuid } from '../random.js';
import type { Organization } from '../organization.js';
import type { Profile } from '../profiles.js';
import type { UserAttribute } from '../records.js';
import { renderUserAttribute } from '../render.js';
import { getInvite, getUser, parseBody, readFlag, type Call, type Endpoint } from './endpoint.js';
import { patchDocument, replaceBody } from './json-patch.js';

const dataType = z.enum(['string', 'number', 'json']);

const newAttribute = z.strictObject({
  name: z.string().min(1),
  label: z.string().min(1).optional(),
  dataType: dataType.default('string'),
  defaultValue: z.string().nullable().default(null),
  intercomAttributeName: z.string().nullable().default(null),
});

const changeableAttribute = z.object({
  name: z.string().min(1),
  label: z.string().min(1),
  data_type: dataType,
  default_value: z.string().nullable(),
  intercom_attribute_name: z.string().nullable(),
});

const attributePatch = replaceBody.extend({ update_existing: z.boolean().optional() });
const attributeValue = z.strictObject({ name: z.string(), value: z.string().nullable() });

const write = { scopes: ['users:write', 'user_attributes:write'], onEveryPlan: true };
const change = { ...write, existsIn: (profile: Profile) => profile.attributeWrites };

/** The attributes an organization has, and their values on users and invites. */
export const userAttributeEndpoints: Endpoint[] = [
  { method: 'GET', path: '/user_attributes', scopes: ['users:read'], onEveryPlan: true, answer: listAttributes },
  { method: 'POST', path: '/user_attributes', ...change, answer: createAttribute },
  { method: 'PATCH', path: '/user_attributes/:attributeId', ...change, answer: patchAttribute },
  { method: 'DELETE', path: '/user_attributes/:attributeId', ...change, answer: deleteAttribute },
  { method: 'POST', path: '/users/:userId/user_attributes', ...write, answer: setUserValue },
  { method: 'DELETE', path: '/users/:userId/user_attributes/:attributeName', ...write, answer: deleteUserValue },
  { method: 'POST', path: '/user_invites/:userInviteId/user_attributes', ...write, answer: setInviteValue },
  {
    method: 'DELETE',
    path: '/user_invites/:userInviteId/user_attributes/:attributeName',
    ...write,
    answer: deleteInviteValue,
  },
];

/** The one list without the fields of a list. */
function listAttributes({ organization }: Call): Answer {
  return single(`[${organization.userAttributes.map(renderUserAttribute).join(',')}]`);
}

function createAttribute({ organization, body }: Call): Answer {
  const fields = parseBody(newAttribute, body);
  demandFreeName(organization, fields.name);
  const id = toDashedUuid(organization.random.uuidDigits());
  const attribute: UserAttribute = { id, ...fields, label: fields.label ?? fields.name };
  organization.userAttributes.push(attribute);
  return single(renderUserAttribute(attribute));
}

function patchAttribute(call: Call): Answer {
  const attribute = getAttribute(call);
  const { id: _id, ...document } = JSON.parse(renderUserAttribute(attribute)) as Record<string, unknown>;
  const patched = patchDocument(document, changeableAttribute, call.body, attributePatch);
  if (patched.name !== attribute.name) demandFreeName(call.organization, patched.name);
  Object.assign(attribute, {
    name: patched.name,
    label: patched.label,
    dataType: patched.data_type,
    defaultValue: patched.default_value,
    intercomAttributeName: patched.intercom_attribute_name,
  });
  return single(renderUserAttribute(attribute));
}

function deleteAttribute(call: Call): Answer {
  const { organization, query } = call;
  const attribute = getAttribute(call);
  organization.userAttributes.splice(organization.userAttributes.indexOf(attribute), 1);
  if (readFlag(query, 'update_existing_users')) {
    for (const user of organization.users) {
      if (Object.hasOwn(user.metadata, attribute.name)) {
        organization.updateUser(user, { metadata: without(user.metadata, attribute.name) });
      }
    }
  }
  return noContent;
}

function getAttribute({ organization, params }: Call): UserAttribute {
  const attribute = organization.userAttributes.find(({ id }) => id === params.attributeId);
  if (!attribute) throw new Refusal(404, 'Requested user attribute could not be found.');
  return attribute;
}

function demandFreeName({ userAttributes }: Organization, name: string): void {
  if (userAttributes.some((attribute) => attribute.name === name)) {
    throw new Refusal(409, `User attribute with name '${name}' already exists`);
  }
}

function setUserValue(call: Call): Answer {
  const user = getUser(call);
  const metadata = { ...user.metadata, ...readValue(call) };
  call.organization.updateUser(user, { metadata });
  return single(JSON.stringify({ metadata }));
}

function deleteUserValue(call: Call): Answer {
  const user = getUser(call);
  const metadata = without(user.metadata, call.params.attributeName ?? '');
  call.organization.updateUser(user, { metadata });
  return single(JSON.stringify({ metadata }));
}

function setInviteValue(call: Call): Answer {
  const invite = getInvite(call);
  invite.metadata = { ...invite.metadata, ...readValue(call) };
  call.organization.inviteChanged(invite);
  return single(JSON.stringify({ metadata: invite.metadata }));
}

function deleteInviteValue(call: Call): Answer {
  const invite = getInvite(call);
  invite.metadata = without(invite.metadata ?? {}, call.params.attributeName ?? '');
  call.organization.inviteChanged(invite);
  return single(JSON.stringify({ metadata: invite.metadata }));
}

/** A value can be set only for an attribute that the organization has. */
function readValue({ organization, body }: Call): Record<string, string | null> {
  const { name, value } = parseBody(attributeValue, body);
  if (organization.userAttributes.some((attribute) => attribute.name === name)) return { [name]: value };
  throw new Refusal(400, `User attribute '${name}' does not exist`);
}

function without(metadata: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== name));
}
