import { z } from 'zod';
import { noContent, Refusal, single, textList, type Answer } from '../answer.js';
import type { Organization } from '../organization.js';
import type { Invite } from '../records.js';
import { renderInvite } from '../render.js';
import { getInvite, groupById, ownerOf, parseBody, readFlag, type Call, type Endpoint } from './endpoint.js';

const newInvite = z.strictObject({
  email: z.email(),
  defaultGroupIds: z.array(z.number()).default([]),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const userInviteEndpoints: Endpoint[] = [
  { method: 'GET', path: '/user_invites', scopes: ['users:read'], onEveryPlan: true, answer: listInvites },
  { method: 'POST', path: '/user_invites', scopes: ['users:write'], onEveryPlan: true, answer: createInvite },
  { method: 'GET', path: '/user_invites/:userInviteId', scopes: ['users:read'], onEveryPlan: true, answer: readInvite },
  {
    method: 'DELETE',
    path: '/user_invites/:userInviteId',
    scopes: ['users:write'],
    onEveryPlan: true,
    answer: deleteInvite,
  },
];

function listInvites({ organization, query }: Call): Answer {
  const withGroups = organization.profile.inviteGroups && readFlag(query, 'includeGroups');
  const invites = [...organization.invites.values()].filter((invite) => isListed(organization, invite));
  return textList(invites.map((invite) => renderInvite(organization, invite, { withGroups })));
}

function isListed({ behaviour, now }: Organization, invite: Invite): boolean {
  const isOpen = invite.claimedAt === null && Date.parse(invite.expiresAt) > now();
  return isOpen || behaviour.settledInvites === 'listed';
}

function createInvite(call: Call): Answer {
  const { organization, body } = call;
  const { email, defaultGroupIds, metadata } = parseBody(newInvite, body);
  if (organization.behaviour.inviteForExistingUser === 'refused' && organization.findUserByEmail(email)) {
    throw new Refusal(409, `User with email ${email} already exists`);
  }
  const groups = defaultGroupIds.map((id) => groupById(organization, id));
  const invite = organization.addInvite({
    invitedBy: ownerOf(call)?.id ?? '',
    invitedEmail: email,
    userType: 'default',
    metadata: metadata ?? {},
  });
  for (const group of groups) organization.addGroupInvite(group, invite.id);
  return answerInvite(organization, invite);
}

function readInvite(call: Call): Answer {
  return answerInvite(call.organization, getInvite(call));
}

function answerInvite(organization: Organization, invite: Invite): Answer {
  return single(renderInvite(organization, invite, { withGroups: organization.profile.inviteGroups }));
}

function deleteInvite(call: Call): Answer {
  call.organization.removeInvite(getInvite(call));
  return noContent;
}
