import type { StepKind } from './step.js';

/** The activity of each kind of step: its name says the wished state. */
export const stepActivityNames = {
  createUser: 'ensureRetoolUserCreated',
  createInvite: 'ensureRetoolInviteSent',
  enableUser: 'ensureRetoolUserEnabled',
  disableUser: 'ensureRetoolUserDisabled',
  logoutUser: 'ensureRetoolSessionsEnded',
  setSeat: 'ensureRetoolSeat',
  addToGroup: 'ensureRetoolGroupMember',
  removeFromGroup: 'ensureRetoolGroupMemberRemoved',
  addGrant: 'ensureRetoolGrant',
  revokeGrant: 'ensureRetoolGrantRevoked',
  addRoleGrant: 'ensureRetoolRoleGrant',
  revokeRoleGrant: 'ensureRetoolRoleGrantRevoked',
  deleteInvite: 'ensureRetoolInviteDeleted',
  denyAccessRequest: 'ensureRetoolAccessRequestDenied',
  createGroup: 'ensureRetoolGroupCreated',
  renameGroup: 'ensureRetoolGroupRenamed',
  deleteGroup: 'ensureRetoolGroupDeleted',
} as const satisfies Record<StepKind, string>;

export type StepActivityName = (typeof stepActivityNames)[StepKind];
