import type { GrantedObject } from './present-state.js';

/**
 * What a person shall have in one account. Each facet that is left out stays as it is: offboarding, onboarding, moves,
 * suspension, access on request and restoring are different wanted states of the same machinery.
 */
export interface WantedState {
  /** Enabled or disabled; false for a person without a user is nothing to do. */
  active?: boolean;
  /** How to make a user where there is none, unless `active` is false. */
  creation?: WantedCreation;
  sessions?: 'ended';
  memberships?: Wanted<WantedMembership, number>;
  invites?: 'none';
  accessRequests?: 'none';
  grants?: Wanted<WantedGrant, GrantedObject>;
  roleGrants?: Wanted<WantedRoleGrant, WantedRoleGrant>;
  /** `lowest`: the cheapest seat within the organization. Looked at only where seats are named. */
  seat?: 'lowest' | 'builder' | 'internalUser' | 'externalUser';
  /** A larger seat than the wanted one stays. */
  keepsLargerSeat?: true;
  /** Tell what the API cannot take away: tokens, workflows, invites sent. */
  handOver?: true;
  /** A group of the account itself; about nobody. */
  group?: WantedGroup;
}

export type WantedGroup =
  | { change: 'create'; name: string }
  | { change: 'rename'; groupId: number; name: string }
  | { change: 'delete'; groupId: number };

/** What shall be there, and which others shall go: all others, or those named. */
export interface Wanted<T, Id> {
  present: T[];
  absent: 'all-others' | Id[];
}

export interface WantedMembership {
  groupId: number;
  groupName: string;
  /** Undefined: as it is, and no admin when new. */
  isGroupAdmin?: boolean;
}

export interface WantedGrant {
  object: GrantedObject;
  accessLevel: string;
}

export interface WantedRoleGrant {
  roleId: string;
  object: GrantedObject | null;
}

export interface WantedCreation {
  how: 'user' | 'invite';
  email: string;
  firstName: string;
  lastName: string;
}

const nothing = { present: [], absent: 'all-others' as const };

/** What a run wants: the same in every account, or something else in each. */
export interface RunWanted {
  everywhere?: WantedState;
  /** By the id of the account. */
  inAccounts?: Record<string, WantedState>;
}

/** What a run wants in one account. */
export function wantedIn({ everywhere = {}, inAccounts = {} }: RunWanted, accountId: string): WantedState {
  return inAccounts[accountId] ?? everywhere;
}

/** A leaver has nothing left, and what cannot be taken away is named. */
export const leaverState: WantedState = {
  active: false,
  sessions: 'ended',
  memberships: nothing,
  invites: 'none',
  accessRequests: 'none',
  grants: nothing,
  roleGrants: nothing,
  seat: 'lowest',
  handOver: true,
};
