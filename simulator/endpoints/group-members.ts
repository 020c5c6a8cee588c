import { z } from 'zod';
import { noContent, Refusal, single, type Answer } from '../answer.js';
import { renderGroup } from '../render.js';
import { demandEditableMembers, protectLastAdmin } from '../rules.js';
import { getGroup, getInvite, getUser, inviteById, parseBody, userById, type Call, type Endpoint } from './endpoint.js';

const newMembers = z.object({
  members: z.array(z.object({ id: z.string(), is_group_admin: z.boolean().default(false) })),
});
const newInvites = z.object({ userInviteIds: z.array(z.number()) });

const scopes = ['groups:write'];

export const groupMemberEndpoints: Endpoint[] = [
  { method: 'POST', path: '/groups/:groupId/members', scopes, answer: addMembers },
  { method: 'DELETE', path: '/groups/:groupId/members/:userId', scopes, answer: removeMember },
  { method: 'POST', path: '/groups/:groupId/user_invites', scopes, answer: addInvites },
  { method: 'DELETE', path: '/groups/:groupId/user_invites/:userInviteId', scopes, answer: removeInvite },
];

/** Adding an existing member is permitted and overwrites the group admin flag. */
function addMembers(call: Call): Answer {
  const { organization } = call;
  const group = getGroup(call);
  const { members } = parseBody(newMembers, call.body);
  demandEditableMembers(group);
  const found = members.map(({ id, is_group_admin: flag }) => [userById(organization, id), flag] as const);
  for (const [user, isGroupAdmin] of found) organization.addMember(group, user, isGroupAdmin);
  return single(renderGroup(organization, group));
}

function removeMember(call: Call): Answer {
  const { organization } = call;
  const group = getGroup(call);
  const user = getUser(call);
  demandEditableMembers(group);
  if (!group.members.has(user) && organization.behaviour.removeNonMember === 'not-found') {
    throw new Refusal(404, `User '${user.id}' is not a member of group '${group.id}'`);
  }
  const isSilentlyKept = !user.active && !organization.profile.removesDisabledMembers;
  if (!isSilentlyKept) {
    if (group.builtIn === 'admin') protectLastAdmin(organization, user);
    organization.removeMember(group, user);
  }
  return single(renderGroup(organization, group));
}

function addInvites(call: Call): Answer {
  const { organization } = call;
  const group = getGroup(call);
  const { userInviteIds } = parseBody(newInvites, call.body);
  const invites = userInviteIds.map((id) => inviteById(organization, id));
  for (const { id } of invites) organization.addGroupInvite(group, id);
  return single(renderGroup(organization, group));
}

function removeInvite(call: Call): Answer {
  call.organization.removeGroupInvite(getGroup(call), getInvite(call).id);
  return noContent;
}
