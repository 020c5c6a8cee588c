import type { AccountRules } from './account-rules.js';
import { type PresentState, valueOf } from './present-state.js';
import type { Step } from './step.js';
import type { WantedState } from './wanted-state.js';

/** Steps about the user itself: there or not, enabled or disabled, their sessions and their seat. */
export function planUser(present: PresentState, wanted: WantedState, rules: AccountRules): Step[] {
  const { user, sessionsEnded } = present;
  if (!user) return planCreation(present, wanted, rules);
  const { id: userId } = user;
  const steps: Step[] = [];
  if (wanted.active === true && !user.active) {
    steps.push({ id: `enableUser/${userId}`, kind: 'enableUser', userId, reason: 'access is wanted again' });
  }
  if (wanted.active === false && user.active) {
    const reason = 'a disabled user cannot sign in and keeps no seat';
    steps.push({ id: `disableUser/${userId}`, kind: 'disableUser', userId, wasAdmin: user.isAdmin !== false, reason });
  }
  if (wanted.sessions === 'ended' && !sessionsEnded && rules.features.userLogout) {
    const reason = 'whoever is signed in stays so until the session ends';
    steps.push({ id: `logoutUser/${userId}`, kind: 'logoutUser', userId, reason });
  }
  const seat = wantedSeat(wanted, user.seatType);
  if (rules.namedSeats && seat !== undefined && seat !== user.seatType) {
    const reason = 'seats are paid by name';
    steps.push({ id: `setSeat/${userId}`, kind: 'setSeat', userId, from: user.seatType, to: seat, reason });
  }
  return steps;
}

function planCreation(
  { invites }: PresentState,
  { active, creation, memberships, seat }: WantedState,
  { namedSeats }: AccountRules,
): Step[] {
  if (active === false || !creation) return [];
  const { how, email, firstName, lastName } = creation;
  const reason = 'there is no user yet';
  if (how === 'invite') {
    // Whoever is invited already has a way to come; a second one would be sent for ever.
    if (valueOf(invites).length > 0) return [];
    const groups = memberships?.present ?? [];
    const groupIds = groups.map(({ groupId }) => groupId);
    const groupNames = groups.map(({ groupName }) => groupName);
    return [{ id: 'createInvite', kind: 'createInvite', email, groupIds, groupNames, reason }];
  }
  const seatType = namedSeats ? seatAtFirst(seat) : undefined;
  const step = { id: 'createUser', kind: 'createUser' as const, email, firstName, lastName, reason };
  return [{ ...step, ...(seatType !== undefined && { seatType }) }];
}

/** A paid seat is a step of its own, so that it can wait for its approval while everything else is done. */
function seatAtFirst(seat: WantedState['seat']): string | undefined {
  return seat === undefined || seat === 'externalUser' ? seat : 'internalUser';
}

const bySize = ['externalUser', 'internalUser', 'builder'];

/** Who is external stays external: that seat costs the least. */
function wantedSeat({ seat, keepsLargerSeat }: WantedState, present: string | null): string | undefined {
  if (seat === 'lowest') return present === 'builder' ? 'internalUser' : undefined;
  if (seat === undefined || present === null || !keepsLargerSeat) return seat;
  return bySize.indexOf(present) > bySize.indexOf(seat) ? undefined : seat;
}
