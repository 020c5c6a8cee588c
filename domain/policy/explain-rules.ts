import type { Licence } from '../licence.js';
import type { PersonAttributes } from '../people/person-attributes.js';
import { accountPolicy } from './account-policy.js';
import { type MatchedRules, matchRules } from './match-rules.js';
import type { Policy } from './policy.js';
import { findGroup, type KnownGroup, toUnknownGroup, type UnknownGroup } from './resolve-group.js';

/** An account, and its groups as far as they are known. */
export interface KnownAccount {
  name: string;
  /** Null: never synced. */
  groups: KnownGroup[] | null;
}

/** What the rules give somebody in an account, what they do not, and why. */
export interface Explanation extends Omit<MatchedRules, 'seat'> {
  account: string;
  /** `isSet`: seats are named there; elsewhere nobody's seat is touched. */
  seat: { licence: Licence; rule: string; isSet: boolean } | null;
  /** Given groups that cannot be told in the account. */
  unknownGroups: UnknownGroup[];
}

/** Applies the rules to somebody in an account, and looks for the groups they give. Pure. */
export function explainRules(policy: Policy, attributes: PersonAttributes, account: KnownAccount): Explanation {
  const { name, groups } = account;
  const { seat, ...matched } = matchRules(policy, attributes, name);
  const missing = groups === null ? [] : matched.groups.filter((group) => !findGroup(group.name, groups));
  return {
    account: name,
    ...matched,
    seat: seat && { ...seat, isSet: accountPolicy(policy, name).namedSeats },
    unknownGroups: missing.map((group) => toUnknownGroup(group, groups ?? [])),
  };
}
