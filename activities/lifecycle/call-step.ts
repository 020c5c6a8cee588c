import type { Step } from '../../domain/plan/step.js';
import type { RetoolClient } from '../../retool/client.js';
import type { GrantLevel } from '../../retool/permissions.js';

/** The one call of a step. */
export async function callStep(client: RetoolClient, step: Step, signal: AbortSignal): Promise<void> {
  switch (step.kind) {
    case 'createUser': {
      const { email, firstName, lastName, seatType } = step;
      await client.users.create({ email, firstName, lastName, ...(seatType !== undefined && { seatType }) }, signal);
      return;
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
      return await client.users.logout(step.userId, signal);
    case 'setSeat':
      await client.users.setSeat(step.userId, step.to, signal);
      return;
    case 'addToGroup':
      return await client.groups.addMember(step.groupId, step.userId, { isGroupAdmin: step.isGroupAdmin, signal });
    case 'removeFromGroup':
      return await client.groups.removeMember(step.groupId, step.userId, signal);
    case 'addGrant': {
      const { userId, object, accessLevel } = step;
      return await client.permissions.grant({ userId, object, accessLevel: accessLevel as GrantLevel }, signal);
    }
    case 'revokeGrant':
      return await client.permissions.revoke({ userId: step.userId, object: step.object }, signal);
    case 'addRoleGrant': {
      const { userId, roleId, object } = step;
      return await client.roleGrants.add({ userId, roleId, ...(object && { object }) }, signal);
    }
    case 'revokeRoleGrant':
      return await client.roleGrants.delete(step.roleGrantId, signal);
    case 'deleteInvite':
      return await client.invites.delete(step.inviteId, signal);
    case 'denyAccessRequest':
      return await client.accessRequests.deny(step.requestId, signal);
  }
}
