import { z } from 'zod';
import { noContent, Refusal, single, textList, type Answer } from '../answer.js';
import type { Organization } from '../organization.js';
import type { User } from '../records.js';
import { renderUser, renderUserWithGroups } from '../render.js';
import { answerPage, asksForPage } from './paging.js';
import { getUser, parseBody, readFlag, type Call, type Endpoint } from './endpoint.js';
import { patchDocument } from './json-patch.js';
import { disableUser, joinExternalUsers, removeUser } from '../rules.js';

const userType = z.enum(['default', 'mobile', 'embed']);
const seatType = z.enum(['builder', 'internalUser', 'externalUser']);
const metadata = z.record(z.string(), z.unknown());

const newUserFields = {
  email: z.email(),
  first_name: z.string().min(1),
  last_name: z.string().min(1),
  active: z.boolean().default(true),
  metadata: metadata.default({}),
  user_type: userType.default('default'),
};
const newUser = z.strictObject(newUserFields);
const newUserWithSeat = z.strictObject({ ...newUserFields, seat_type: seatType.optional() });

const changeableUser = z.object({
  first_name: z.string().min(1).nullable(),
  last_name: z.string().min(1).nullable(),
  active: z.boolean(),
  metadata,
  user_type: userType,
  seat_type: seatType.nullable().optional(),
});

export const userEndpoints: Endpoint[] = [
  { method: 'GET', path: '/users', scopes: ['users:read'], answer: listUsers },
  { method: 'POST', path: '/users', scopes: ['users:write'], answer: createUser },
  { method: 'GET', path: '/users/:userId', scopes: ['users:read'], answer: readUser },
  { method: 'PATCH', path: '/users/:userId', scopes: ['users:write'], answer: patchUser },
  { method: 'DELETE', path: '/users/:userId', scopes: ['users:write'], answer: deleteUser },
  {
    method: 'PUT',
    path: '/users/reset2fa/:userId',
    scopes: ['users:write'],
    existsIn: (profile) => profile.resetTwoFactor,
    answer: resetTwoFactor,
  },
  {
    method: 'POST',
    path: '/users/:userId/logout',
    scopes: ['users:write'],
    existsIn: (profile) => profile.userLogout,
    answer: logoutUser,
  },
];

function listUsers({ organization, query }: Call): Answer {
  const render = (user: User) => renderUser(organization, user);
  const matches = toFilter(organization, query);
  if (organization.profile.paging && asksForPage(query)) {
    return answerPage(query, {
      items: matches ? organization.users.filter(matches) : organization.users,
      idOf: (user) => user.legacyId,
      render,
      totalCount: organization.behaviour.pagedTotalCount,
    });
  }
  return textList((matches ? organization.heap.filter(matches) : organization.heap).map(render));
}

function toFilter(organization: Organization, query: Record<string, string>): ((user: User) => boolean) | undefined {
  const { email, first_name: firstName, last_name: lastName } = query;
  if (email === undefined && firstName === undefined && lastName === undefined) return undefined;
  return (user) =>
    (email === undefined || matchesEmail(organization, user.email, email)) &&
    (firstName === undefined || user.firstName === firstName) &&
    (lastName === undefined || user.lastName === lastName);
}

function matchesEmail({ behaviour }: Organization, email: string, wanted: string): boolean {
  switch (behaviour.emailFilter) {
    case 'exact':
      return email === wanted;
    case 'ignoring-case':
      return email.toLowerCase() === wanted.toLowerCase();
    case 'partial':
      return email.includes(wanted);
  }
}

function readUser(call: Call): Answer {
  const { organization, query } = call;
  const user = getUser(call);
  const withGroups = organization.profile.includeGroups && readFlag(query, 'includeGroups');
  return single(withGroups ? renderUserWithGroups(organization, user) : renderUser(organization, user));
}

function createUser({ organization, body }: Call): Answer {
  const schema = organization.profile.seatType ? newUserWithSeat : newUser;
  const fields: z.output<typeof newUserWithSeat> = parseBody(schema, body);
  if (fields.seat_type !== undefined) demandNamedSeats(organization);
  if (organization.findUserByEmail(fields.email)) {
    throw new Refusal(409, `User with email ${fields.email} already exists`);
  }
  const user = organization.addUser({
    email: fields.email,
    firstName: fields.first_name,
    lastName: fields.last_name,
    active: fields.active,
    metadata: fields.metadata,
    userType: fields.user_type,
    seatType: fields.seat_type ?? 'internalUser',
  });
  joinExternalUsers(organization, user);
  return single(renderUser(organization, user));
}

function patchUser(call: Call): Answer {
  const { organization, body } = call;
  const user = getUser(call);
  const document = {
    first_name: user.firstName,
    last_name: user.lastName,
    active: user.active,
    metadata: user.metadata,
    user_type: user.userType,
    ...(organization.profile.seatType && { seat_type: user.seatType }),
  };
  const patched = patchDocument(document, changeableUser, body);
  if (patched.seat_type !== undefined && patched.seat_type !== user.seatType) demandNamedSeats(organization);
  if (user.active && !patched.active) disableUser(organization, user);
  organization.updateUser(user, {
    firstName: patched.first_name,
    lastName: patched.last_name,
    active: patched.active,
    metadata: patched.metadata,
    userType: patched.user_type,
    seatType: patched.seat_type === undefined ? user.seatType : patched.seat_type,
  });
  return single(renderUser(organization, user));
}

function demandNamedSeats(organization: Organization): void {
  if (!organization.namedSeats) throw new Refusal(400, 'seat_type can only be set with Named Seats');
}

function deleteUser(call: Call): Answer {
  const { organization } = call;
  const user = getUser(call);
  if (organization.profile.deleteRemovesUsers) removeUser(organization, user);
  else if (user.active) disableUser(organization, user);
  else if (organization.behaviour.deleteDisabledUser === 422) throw new Refusal(422, 'User is already disabled');
  return noContent;
}

function resetTwoFactor(call: Call): Answer {
  call.organization.updateUser(getUser(call), { twoFactorAuthEnabled: false });
  return noContent;
}

const logoutBody = z.strictObject({
  sso_logout: z.boolean().default(false),
  post_logout_redirect_uri: z.url().optional(),
});

function logoutUser(call: Call): Answer {
  const { organization } = call;
  const user = getUser(call);
  const { sso_logout: wantsSsoLogout } = parseBody(logoutBody, call.body);
  organization.endSessions(user);
  return single(
    JSON.stringify({
      sso_logout: false,
      ...(wantsSsoLogout && { warning: 'No single sign-on is configured for this organization' }),
    }),
  );
}
