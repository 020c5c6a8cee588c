import type { Licence } from '../licence.js';
import type { AttributeName } from '../people/person-attributes.js';

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
  onboarding: OnboardingRules;
  /** How long a mover keeps what only the old place gave. */
  moves: { overlapMs: number };
  suspension: SuspensionRules;
  /** How rules combine in an account: the first that matches decides, or all that match together. Null: no rules. */
  matching: 'first' | 'all' | null;
  /** What people get, in the order in which they are looked at. */
  rules: AccessRule[];
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

/** What is asked for may need an approval each time, or none. */
export const simpleApprovalModes = ['never', 'always'] as const;

export type SimpleApprovalMode = (typeof simpleApprovalModes)[number];

export interface ApprovalRules {
  offboard: ApprovalMode;
  /** Whole runs, before they act. */
  onboard: SimpleApprovalMode;
  move: SimpleApprovalMode;
  access: SimpleApprovalMode;
  /** Steps: they wait while everything else of the run is done. */
  paidSeat: SimpleApprovalMode;
  adminGroup: SimpleApprovalMode;
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

export interface OnboardingRules {
  /** How long before the start of the first day access is given. */
  leadTimeMs: number;
  /** How a person without a user gets one: made for them, or invited. */
  create: 'user' | 'invite';
  /** A start that lies further back asks for nothing: the person simply works here. */
  ignoreStartsOlderThanMs: number;
  /** How long after its moment a run waits for a work email before somebody has to look. */
  emailDeadlineMs: number;
}

export interface SuspensionRules {
  /** `disable`: no sign-in until it is lifted. `report`: the run only tells. */
  action: 'disable' | 'report';
  /** Whether the groups that rules give stay meanwhile. */
  keepGroups: boolean;
}

/** What people with certain attributes get in some accounts. */
export interface AccessRule {
  /** Unique among rules. */
  name: string;
  /** All have to hold; none: it is for everybody. */
  when: RuleCondition[];
  /** Names of accounts; `*` for all. */
  accounts: string[] | '*';
  /** Whether they have access there at all. */
  hasAccess: boolean;
  groups: RuleGroup[];
  seat: Licence | null;
}

/** One attribute that has to be one of some values, or like one of them. */
export interface RuleCondition {
  attribute: AttributeName;
  /** Compared trimmed and without regard to case; `*` stands for any text. */
  values: string[];
}

export interface RuleGroup {
  name: string;
  isGroupAdmin: boolean;
}
