import { passingFailures } from '../failures.js';

/**
 * Something that was to be read of Retool: its value, or why it could not be read. What was not read is *not checked*,
 * which is never the same as none.
 */
export type Reading<T> = { read: true; value: T } | { read: false; why: NotRead };

export type NotRead =
  | { kind: 'scope-missing'; scope: string }
  /** The version does not have it; `since` is the release that does. */
  | { kind: 'version-too-old'; since: string }
  | { kind: 'plan-too-small' }
  /** The call failed; the type of the failure. */
  | { kind: 'failed'; failure: string }
  /** It has nothing to do with what is wanted. */
  | { kind: 'not-asked' }
  /** It decides nothing yet: it is read once it does. */
  | { kind: 'later' };

/** Whether what could not be read may be readable in a moment. */
export function isPassing(why: NotRead): boolean {
  return why.kind === 'failed' && passingFailures.some((failure) => failure === why.failure);
}

/** What a person has in one account, as one fresh reading of Retool found it. */
export interface PresentState {
  /** Null when there is no user. */
  user: PresentUser | null;
  /** Without All Users, which everybody is in and nobody can leave. */
  memberships: Reading<PresentMembership[]>;
  /** Open ones to an address of the person. */
  invites: Reading<PresentInvite[]>;
  /** Open ones to an address of the person that is somebody else's now; left out: none was found. */
  sharedInvites?: PresentInvite[];
  /** Other users, enabled, who have a former address or an alias of the person; left out: none was found. */
  mayAlsoBe?: string[];
  /** How many former addresses and aliases Retool refused to look up; left out: none. */
  notLookedUp?: number;
  /** Pending ones from an address of the person. */
  accessRequests: Reading<PresentAccessRequest[]>;
  /** Direct ones; what a group gives is not among them. */
  grants: Reading<PresentGrant[]>;
  roleGrants: Reading<PresentRoleGrant[]>;
  tokens: Reading<PresentToken[]>;
  workflows: Reading<PresentWorkflow[]>;
  /** Open ones that the person sent to others. */
  sentInvites: Reading<PresentInvite[]>;
  /** Whether this run has ended their sessions: Retool tells no sessions, so this comes from our own record. */
  sessionsEnded: boolean;
  /** For a change of a group: those that have its id, its name or the name it shall have. Left out for people. */
  groups?: PresentGroup[];
}

export interface PresentGroup {
  id: number;
  name: string;
  members: number;
}

export interface PresentUser {
  /** Retool's own id, user_… */
  id: string;
  /** Number by which tokens and workflows name their owner. */
  legacyId: number | null;
  active: boolean;
  /** Null where nobody could tell: then they are taken for one. */
  isAdmin: boolean | null;
  /** `builder`, `internalUser`, `externalUser`; null where Retool says nothing. */
  seatType: string | null;
}

export interface PresentMembership {
  groupId: number;
  groupName: string;
  isGroupAdmin: boolean;
}

export interface PresentInvite {
  id: number;
  /** ISO 8601, UTC. */
  expiresAt: string | null;
}

export interface PresentAccessRequest {
  id: number;
}

/** An object as Retool names it, for example an app or a folder; handed back as it came, with whatever else it has. */
export interface GrantedObject {
  type: string;
  id: string | number;
  [key: string]: unknown;
}

export interface PresentGrant {
  object: GrantedObject;
  accessLevel: string;
}

export interface PresentRoleGrant {
  id: string;
  roleId: string;
  object: GrantedObject | null;
}

export interface PresentToken {
  id: string;
  label: string;
  last4: string;
  scopes: string[];
  /** It is the one the steward works with. */
  isOurs: boolean;
}

export interface PresentWorkflow {
  id: string;
  name: string;
  crontab: string | null;
  timeZone: string | null;
  /** Null where Retool does not say. */
  isEnabled: boolean | null;
}

/** The value of a reading; nothing where it was not read. */
export function valueOf<T>(reading: Reading<T[]>): T[] {
  return reading.read ? reading.value : [];
}

/** Whether two objects are the same one. */
export function isSameObject(a: GrantedObject | null, b: GrantedObject | null): boolean {
  return a === b || (a !== null && b !== null && a.type === b.type && String(a.id) === String(b.id));
}
