import type { Step } from './step.js';

/** The call of Retool's API that carries out a step, as its documentation names it. */
export function callOf(step: Step): { method: string; template: string } {
  switch (step.kind) {
    case 'createUser':
      return { method: 'POST', template: '/users' };
    case 'createInvite':
      return { method: 'POST', template: '/user_invites' };
    case 'enableUser':
    case 'disableUser':
    case 'setSeat':
      return { method: 'PATCH', template: '/users/{userId}' };
    case 'logoutUser':
      return { method: 'POST', template: '/users/{userId}/logout' };
    case 'addToGroup':
      return { method: 'POST', template: '/groups/{groupId}/members' };
    case 'removeFromGroup':
      return { method: 'DELETE', template: '/groups/{groupId}/members/{userId}' };
    case 'addGrant':
      return { method: 'POST', template: '/permissions/grant' };
    case 'revokeGrant':
      return { method: 'POST', template: '/permissions/revoke' };
    case 'addRoleGrant':
      return { method: 'POST', template: '/role_permissions/role_grants' };
    case 'revokeRoleGrant':
      return { method: 'DELETE', template: '/role_permissions/role_grants/{roleGrantId}' };
    case 'deleteInvite':
      return { method: 'DELETE', template: '/user_invites/{inviteId}' };
    case 'denyAccessRequest':
      return { method: 'PATCH', template: '/access_requests/{accessRequestId}' };
    case 'createGroup':
      return { method: 'POST', template: '/groups' };
    case 'renameGroup':
      return { method: 'PATCH', template: '/groups/{groupId}' };
    case 'deleteGroup':
      return { method: 'DELETE', template: '/groups/{groupId}' };
  }
}
