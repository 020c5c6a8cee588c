import type { Step } from '../../domain/plan/step.js';
import type { RetoolClient } from '../../retool/client.js';
import type { GrantLevel } from '../../retool/permissions.js';

/**
 * The one call of a step.
 *
 * @returns the user that it made
 */
export async function callStep(
  client: RetoolClient,
  step: Step,
  signal: AbortSignal,
): Promise<{ id: string } | undefined> {
  switch (step.kind) {
    case 'createUser': {
      const { email, firstName, lastName, seatType } = step;
      const names = { email, firstName, lastName };
      return await client.users.create({ ...names, ...(seatType !== undefined && { seatType }) }, signal);
    }
    case 'createInvite':
      await client.invites.create({ email: step.email, groupIds: step.groupIds }, signal);
      return;
    case 'enableUser':
      await client.users.setActive(step.userId, true, signal);
      return;
    case 'disableUser':
      await client.users.setActive(step.userId, false, signal);
      return;
    case 'logoutUser':
      await client.users.logout(step.userId, signal);
      return;
    case 'setSeat':
      await client.users.setSeat(step.userId, step.to, signal);
      return;
    case 'addToGroup':
      await client.groups.addMember(step.groupId, step.userId, { isGroupAdmin: step.isGroupAdmin, signal });
      return;
    case 'removeFromGroup':
      await client.groups.removeMember(step.groupId, step.userId, signal);
      return;
    case 'addGrant': {
      const { userId, object, accessLevel } = step;
      await client.permissions.grant({ userId, object, accessLevel: accessLevel as GrantLevel }, signal);
      return;
    }
    case 'revokeGrant':
      await client.permissions.revoke({ userId: step.userId, object: step.object }, signal);
      return;
    case 'addRoleGrant': {
      const { userId, roleId, object } = step;
      await client.roleGrants.add({ userId, roleId, ...(object && { object }) }, signal);
      return;
    }
    case 'revokeRoleGrant':
      await client.roleGrants.delete(step.roleGrantId, signal);
      return;
    case 'deleteInvite':
      await client.invites.delete(step.inviteId, signal);
      return;
    case 'denyAccessRequest':
      await client.accessRequests.deny(step.requestId, signal);
      return;
    case 'createGroup':
      await client.groups.create(step.name, signal);
      return;
    case 'renameGroup':
      await client.groups.rename(step.groupId, step.to, signal);
      return;
    case 'deleteGroup':
      await client.groups.delete(step.groupId, signal);
      return;
  }
}
