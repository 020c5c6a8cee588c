import { type PresentState, valueOf } from '../plan/present-state.js';
import type { WantedMembership, WantedState } from '../plan/wanted-state.js';

/** What is wanted, without anything that the person does not have already. Pure. */
export function withoutGains(wanted: WantedState, { memberships: found }: PresentState): WantedState {
  const { active, creation: _creation, seat: _seat, keepsLargerSeat: _keeps, memberships, ...others } = wanted;
  const keep = ({ isGroupAdmin, ...membership }: WantedMembership): WantedMembership[] => {
    const known = valueOf(found).find(({ groupId }) => groupId === membership.groupId);
    if (!known) return [];
    return [{ ...membership, ...(isGroupAdmin !== undefined && { isGroupAdmin: isGroupAdmin && known.isGroupAdmin }) }];
  };
  return {
    ...others,
    ...(active === false && { active }),
    ...(memberships && { memberships: { ...memberships, present: memberships.present.flatMap(keep) } }),
  };
}
