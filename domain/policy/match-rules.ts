import type { Licence } from '../licence.js';
import type { AttributeName, PersonAttributes } from '../people/person-attributes.js';
import { matchesValue, toComparable } from './match-value.js';
import type { AccessRule, Policy, RuleCondition } from './policy.js';

/** What rules give somebody in one account, and why. */
export interface MatchedRules {
  /** `given`: a rule matches. `denied`: one says that they have none. `not-given`: no rule speaks of them there. */
  access: 'given' | 'denied' | 'not-given';
  /** Names of the rules that decided it. */
  decidedBy: string[];
  seat: { licence: Licence; rule: string } | null;
  groups: GivenGroup[];
  /** Every other rule, and why it gives nothing. */
  notMatched: { rule: string; why: NotMatched }[];
}

export interface GivenGroup {
  name: string;
  isGroupAdmin: boolean;
  /** Names of the rules that give it. */
  rules: string[];
}

export type NotMatched =
  | { kind: 'other-accounts'; accounts: string[] }
  | { kind: 'conditions'; failed: FailedCondition[] }
  /** It holds, and one before it had decided already. */
  | { kind: 'decided-before'; by: string }
  /** It holds, and another one says that they have no access. */
  | { kind: 'denied'; by: string };

export interface FailedCondition {
  attribute: AttributeName;
  wanted: string[];
  /** Undefined where HR said nothing. */
  value: string | undefined;
}

/** Applies the rules to somebody in an account. Pure: the same attributes give the same. */
export function matchRules(policy: Policy, attributes: PersonAttributes, accountName: string): MatchedRules {
  const notMatched: MatchedRules['notMatched'] = [];
  const matched: AccessRule[] = [];
  for (const rule of policy.rules) {
    const why = whyNot(rule, attributes, accountName);
    const decided = policy.matching === 'first' ? matched[0] : undefined;
    if (why) notMatched.push({ rule: rule.name, why });
    else if (decided) notMatched.push({ rule: rule.name, why: { kind: 'decided-before', by: decided.name } });
    else matched.push(rule);
  }
  const denying = matched.filter(({ hasAccess }) => !hasAccess);
  if (denying[0]) {
    const why: NotMatched = { kind: 'denied', by: denying[0].name };
    notMatched.push(...matched.filter(({ hasAccess }) => hasAccess).map(({ name }) => ({ rule: name, why })));
    return { ...nothing, access: 'denied', decidedBy: namesOf(denying), notMatched };
  }
  if (matched.length === 0) return { ...nothing, access: 'not-given', decidedBy: [], notMatched };
  return {
    access: 'given',
    decidedBy: namesOf(matched),
    seat: highestSeat(matched),
    groups: addUp(matched),
    notMatched,
  };
}

const nothing = { seat: null, groups: [] };

function whyNot({ accounts, when }: AccessRule, attributes: PersonAttributes, name: string): NotMatched | undefined {
  if (accounts !== '*' && !accounts.includes(name)) return { kind: 'other-accounts', accounts };
  const failed = when
    .filter((condition) => !isMet(condition, attributes))
    .map(({ attribute, values: wanted }) => ({ attribute, wanted, value: attributes[attribute] }));
  return failed.length > 0 ? { kind: 'conditions', failed } : undefined;
}

/** Whether a condition holds of somebody; what is not known is like nothing. */
export function isMet({ attribute, values }: RuleCondition, attributes: PersonAttributes): boolean {
  const value = attributes[attribute];
  return value !== undefined && value.trim() !== '' && values.some((wanted) => matchesValue(value, wanted));
}

const seats: Licence[] = ['external', 'standard', 'builder'];

function highestSeat(rules: AccessRule[]): MatchedRules['seat'] {
  return rules.reduce<MatchedRules['seat']>((highest, { name, seat }) => {
    const isHigher = seat !== null && seats.indexOf(seat) > (highest ? seats.indexOf(highest.licence) : -1);
    return isHigher ? { licence: seat, rule: name } : highest;
  }, null);
}

/** Each group once, with all rules that give it; who administers it by one of them does. */
function addUp(rules: AccessRule[]): GivenGroup[] {
  const given = new Map<string, GivenGroup>();
  for (const { name: rule, groups } of rules) {
    for (const { name, isGroupAdmin } of groups) {
      const known = given.get(toComparable(name));
      given.set(toComparable(name), {
        name: known?.name ?? name,
        isGroupAdmin: isGroupAdmin || known?.isGroupAdmin === true,
        rules: [...(known?.rules ?? []), rule],
      });
    }
  }
  return [...given.values()];
}

function namesOf(rules: AccessRule[]): string[] {
  return rules.map(({ name }) => name);
}
