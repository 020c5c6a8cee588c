import type { Licence } from '../licence.js';
import type { WantedCreation, WantedMembership, WantedState } from '../plan/wanted-state.js';
import type { ManagedGroup } from './managed-groups.js';
import type { MatchedRules } from './match-rules.js';
import type { Policy } from './policy.js';
import { findGroup, type KnownGroup, toUnknownGroup, type UnknownGroup } from './resolve-group.js';

/**
 * What the rules are asked for. `onboard`: somebody starts. `rehire`: they come back, and nothing of the past with them.
 * `move-add`: what a mover needs now. `move-retire`: what they keep after the overlap. `suspend`: a leave begins.
 * `restore-after-suspension`: it ends.
 */
export type WantedPurpose = 'onboard' | 'rehire' | 'move-add' | 'move-retire' | 'suspend' | 'restore-after-suspension';

export interface WantedQuery {
  purpose: WantedPurpose;
  matched: MatchedRules;
  managed: ManagedGroup[];
  /** The groups that the account has. */
  groups: readonly KnownGroup[];
  policy: Pick<Policy, 'onboarding' | 'suspension'>;
  /** Whom to make a user for; null: for nobody now. */
  identity: PersonIdentity | null;
  /** The run itself disabled the user before: only then does a suspension that ends enable them. */
  wasDisabledByRun?: boolean;
  /** Nobody said anything that rules could look at: what they do not give is then no reason to take it away. */
  isUnknown?: boolean;
}

export interface PersonIdentity {
  email: string;
  firstName: string;
  lastName: string;
}

export interface WantedByRules {
  wanted: WantedState;
  /** Groups that rules give and that the account does not have so. */
  unknownGroups: UnknownGroup[];
}

/** What somebody shall have in an account by the rules. Pure. */
export function wantedByRules(query: WantedQuery): WantedByRules {
  const { matched, groups, purpose } = query;
  if (purpose === 'suspend') return { wanted: suspended(query), unknownGroups: [] };
  if (purpose === 'restore-after-suspension' && query.isUnknown) return { wanted: enabled(query), unknownGroups: [] };
  const missing = matched.groups.filter(({ name }) => !findGroup(name, groups));
  return { wanted: wantedFor(query), unknownGroups: missing.map((group) => toUnknownGroup(group, groups)) };
}

function wantedFor(query: WantedQuery): WantedState {
  const { purpose, matched } = query;
  const present = givenMemberships(query);
  const given = matched.access === 'given';
  switch (purpose) {
    case 'onboard':
      if (!given) return {};
      return { active: true, ...creationOf(query), ...atLeast(query), memberships: { present, absent: [] } };
    case 'rehire': {
      if (!given) return {};
      const none = { present: [], absent: 'all-others' as const };
      return {
        active: true,
        ...creationOf(query),
        ...seatOf(matched.seat?.licence),
        memberships: { present, absent: 'all-others' },
        grants: none,
        roleGrants: none,
      };
    }
    case 'move-add':
      if (!given) return {};
      return { ...creationOf(query), ...atLeast(query), memberships: { present, absent: [] } };
    case 'move-retire':
      return {
        ...(matched.access === 'denied' && { active: false, sessions: 'ended' as const }),
        ...(given && creationOf(query)),
        ...seatOf(matched.seat?.licence),
        memberships: { present, absent: retired(query) },
      };
    case 'restore-after-suspension':
      return {
        ...enabled(query),
        ...(given && creationOf(query)),
        ...seatOf(matched.seat?.licence),
        memberships: { present, absent: retired(query) },
      };
    case 'suspend':
      return suspended(query);
  }
}

function enabled({ wasDisabledByRun, matched }: WantedQuery): WantedState {
  return wasDisabledByRun && matched.access !== 'denied' ? { active: true } : {};
}

function suspended({ policy: { suspension }, managed, groups }: WantedQuery): WantedState {
  if (suspension.action === 'report') return {};
  const absent = managed.flatMap(({ name }) => findGroup(name, groups)?.id ?? []);
  return { active: false, sessions: 'ended', ...(!suspension.keepGroups && { memberships: { present: [], absent } }) };
}

/**
 * Whether somebody administers a group is decided where rules decide it of that group; otherwise it stays as it is. What
 * a mover had before is not lowered before it is retired.
 */
function givenMemberships({ matched, managed, groups, purpose }: WantedQuery): WantedMembership[] {
  const keepsAdmin = purpose === 'onboard' || purpose === 'move-add';
  return matched.groups.flatMap(({ name, isGroupAdmin }) => {
    const group = findGroup(name, groups);
    if (!group) return [];
    const isDecided = managed.some((one) => one.hasAdmins && findGroup(one.name, groups)?.id === group.id);
    const decides = isGroupAdmin || purpose === 'rehire' || (isDecided && !keepsAdmin);
    return [{ groupId: group.id, groupName: group.name, ...(decides && { isGroupAdmin }) }];
  });
}

/** Groups that rules manage here and do not give: they go. */
function retired({ matched, managed, groups }: WantedQuery): number[] {
  const given = new Set(matched.groups.flatMap(({ name }) => findGroup(name, groups)?.id ?? []));
  return managed.flatMap(({ name }) => findGroup(name, groups)?.id ?? []).filter((id) => !given.has(id));
}

function creationOf({ policy, identity }: WantedQuery): { creation?: WantedCreation } {
  return identity ? { creation: { how: policy.onboarding.create, ...identity } } : {};
}

const seatTypes = { builder: 'builder', standard: 'internalUser', external: 'externalUser' } as const;

function seatOf(licence: Licence | undefined): Pick<WantedState, 'seat'> {
  return licence === undefined ? {} : { seat: seatTypes[licence] };
}

/** Nothing is taken away: a larger seat stays. */
function atLeast({ matched }: WantedQuery): Pick<WantedState, 'seat' | 'keepsLargerSeat'> {
  return matched.seat ? { ...seatOf(matched.seat.licence), keepsLargerSeat: true } : {};
}
