import { isSameName } from './plan-group-change.js';
import { isSameObject, type PresentGroup, type PresentState, type Reading } from './present-state.js';
import type { Step } from './step.js';

/**
 * What reading Retool back says about a step. `proven`: it is as promised. `open`: it is not. `not-checked`: it could not
 * be read. `not-readable`: Retool tells nobody, and the answer to the call is all there is.
 */
export type Proof = 'proven' | 'open' | 'not-checked' | 'not-readable';

/** Compares what a step promised with a reading made afterwards. */
export function proveStep(step: Step, present: PresentState): Proof {
  switch (step.kind) {
    case 'createUser':
      return yes(present.user !== null);
    case 'createInvite':
      // Who has accepted it is a user now.
      return present.user ? 'proven' : among(present.invites, () => true, 'present');
    case 'enableUser':
      return yes(present.user?.active === true);
    case 'disableUser':
      // A user that is gone altogether cannot sign in either.
      return yes(present.user?.active !== true);
    case 'logoutUser':
      return present.sessionsEnded ? 'not-readable' : 'open';
    case 'setSeat':
      return yes(present.user === null || present.user.seatType === step.to);
    case 'addToGroup':
      return among(
        present.memberships,
        ({ groupId, isGroupAdmin }) => groupId === step.groupId && isGroupAdmin === step.isGroupAdmin,
        'present',
      );
    case 'removeFromGroup':
      return among(present.memberships, ({ groupId }) => groupId === step.groupId, 'absent');
    case 'addGrant':
      return among(
        present.grants,
        ({ object, accessLevel }) => isSameObject(object, step.object) && accessLevel === step.accessLevel,
        'present',
      );
    case 'revokeGrant':
      return among(present.grants, ({ object }) => isSameObject(object, step.object), 'absent');
    case 'addRoleGrant':
      return among(
        present.roleGrants,
        ({ roleId, object }) => roleId === step.roleId && isSameObject(object, step.object),
        'present',
      );
    case 'revokeRoleGrant':
      return among(present.roleGrants, ({ id }) => id === step.roleGrantId, 'absent');
    case 'deleteInvite':
      return among(present.invites, ({ id }) => id === step.inviteId, 'absent');
    case 'denyAccessRequest':
      return among(present.accessRequests, ({ id }) => id === step.requestId, 'absent');
    case 'createGroup':
      return group(present, ({ name }) => isSameName(name, step.name), 'present');
    case 'renameGroup':
      return group(present, ({ id, name }) => id === step.groupId && name === step.to, 'present');
    case 'deleteGroup':
      return group(present, ({ id }) => id === step.groupId, 'absent');
  }
}

function yes(isSo: boolean): Proof {
  return isSo ? 'proven' : 'open';
}

function group(
  { groups }: PresentState,
  matches: (group: PresentGroup) => boolean,
  wanted: 'present' | 'absent',
): Proof {
  return groups ? yes(groups.some(matches) === (wanted === 'present')) : 'not-checked';
}

function among<T>(reading: Reading<T[]>, matches: (item: T) => boolean, wanted: 'present' | 'absent'): Proof {
  if (!reading.read) return 'not-checked';
  return yes(reading.value.some(matches) === (wanted === 'present'));
}
