import type { AccountRules } from './account-rules.js';
import type { PresentState } from './present-state.js';
import type { Step } from './step.js';
import type { WantedState } from './wanted-state.js';

/** Steps about the user itself: there or not, enabled or disabled, their sessions and their seat. */
export function planUser({ user, sessionsEnded }: PresentState, wanted: WantedState, rules: AccountRules): Step[] {
  if (!user) return planCreation(wanted);
  const { id: userId } = user;
  const steps: Step[] = [];
  if (wanted.active === true && !user.active) {
    steps.push({ id: `enableUser/${userId}`, kind: 'enableUser', userId, reason: 'access is wanted again' });
  }
  if (wanted.active === false && user.active) {
    const reason = 'a disabled user cannot sign in and keeps no seat';
    steps.push({ id: `disableUser/${userId}`, kind: 'disableUser', userId, wasAdmin: user.isAdmin, reason });
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

function planCreation({ active, creation, memberships }: WantedState): Step[] {
  if (active !== true || !creation) return [];
  const { how, email, firstName, lastName } = creation;
  if (how === 'invite') {
    const groupIds = memberships?.present.map(({ groupId }) => groupId) ?? [];
    return [{ id: 'createInvite', kind: 'createInvite', email, groupIds, reason: 'there is no user yet' }];
  }
  return [{ id: 'createUser', kind: 'createUser', email, firstName, lastName, reason: 'there is no user yet' }];
}

/** Who is external stays external: that seat costs the least. */
function wantedSeat({ seat }: WantedState, present: string | null): string | undefined {
  if (seat !== 'lowest') return seat;
  return present === 'builder' ? 'internalUser' : undefined;
}
