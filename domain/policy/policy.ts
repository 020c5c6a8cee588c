/**
 * The rules people wrote down, as they apply: names of zones checked, days turned into instants, defaults filled in.
 * Plain JSON, so that a run can keep the policy it was planned with.
 */
export interface Policy {
  version: 1;
  /** IANA zone for people whose own is not known; null without a policy file: then each date needs a zone. */
  defaultTimeZone: string | null;
  /** Time of day (HH:MM) on the last day at which access ends; null: with the end of that day. */
  cutOff: string | null;
  secondLook: SecondLook;
  exclusions: Exclusion[];
  removals: { perAccountAndDay: RemovalLimit };
  approvals: ApprovalRules;
  /** By the account's name; only those that the file names. Read it with `accountPolicy`. */
  accounts: Record<string, AccountPolicy>;
}

export interface SecondLook {
  /** How long after the first verification everything is read again. */
  afterMs: number;
  /** Whether what came back is removed again, once; otherwise it is only reported. */
  repair: boolean;
}

/** Somebody whom no run may change until then, unless an operator overrides it. */
export interface Exclusion {
  /** Lower case. */
  email: string;
  /** Name of an account, or `*` for all. */
  account: string;
  owner: string;
  reason: string;
  /** The last day on which it holds: 2027-03-31. */
  expiresOn: string;
  /** The end of that day in the policy's zone, an ISO instant. */
  expiresAt: string;
}

/** Users that runs may disable in an account within a day, suspensions included, before an operator is asked. */
export interface RemovalLimit {
  count: number;
  /** Percent of the account's enabled users. */
  sharePercent: number;
}

export const approvalModes = ['never', 'always', 'admins'] as const;

export type ApprovalMode = (typeof approvalModes)[number];

export interface ApprovalRules {
  offboard: ApprovalMode;
  /** Names of the operators who may decide; empty: everybody whose role lets them approve. */
  group: string[];
  /** Names of those who may decide as well once nobody did for `escalateAfterMs`. */
  secondGroup: string[];
  remindAfterMs: number;
  escalateAfterMs: number;
}

export interface AccountPolicy {
  /** Nothing is changed there, whatever the account itself allows. */
  readOnly: boolean;
  /** Nothing is changed there for now. */
  writesPaused: boolean;
  /** Retool counts seats there by name, so that a seat can be lowered. */
  namedSeats: boolean;
}
