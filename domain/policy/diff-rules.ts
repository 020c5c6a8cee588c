import { canonicalJson } from '../canonical-json.js';
import { managedGroups } from './managed-groups.js';
import { toComparable } from './match-value.js';
import type { AccessRule, Policy } from './policy.js';

/** What is different about the rules themselves, whomever it concerns. */
export interface RulesDifference {
  added: string[];
  removed: string[];
  changed: string[];
  /** The order of those that stay counts, and is another. */
  isReordered: boolean;
  /** Groups of which rules begin or cease to decide who is in them. */
  managed: { account: string; begin: string[]; cease: string[] }[];
}

/** Compares the rules of two policies by their names, and the groups they manage in these accounts. Pure. */
export function diffRules(before: Policy, after: Policy, accounts: readonly string[]): RulesDifference {
  const [old, now] = [byName(before.rules), byName(after.rules)];
  const stay = [...old.keys()].filter((key) => now.has(key));
  const order = [...now.keys()].filter((key) => old.has(key));
  const isOrdered = before.matching === 'first' || after.matching === 'first';
  return {
    added: after.rules.filter(({ name }) => !old.has(toComparable(name))).map(({ name }) => name),
    removed: before.rules.filter(({ name }) => !now.has(toComparable(name))).map(({ name }) => name),
    changed: stay.flatMap((key) => {
      const rule = now.get(key);
      return rule && contentOf(rule) !== contentOf(old.get(key)) ? [rule.name] : [];
    }),
    isReordered: isOrdered && stay.join('\n') !== order.join('\n'),
    managed: accounts.map((account) => diffManaged(before, after, account)).filter(hasAny),
  };
}

function byName(rules: readonly AccessRule[]): Map<string, AccessRule> {
  return new Map(rules.map((rule) => [toComparable(rule.name), rule]));
}

function contentOf(rule: AccessRule | undefined): string | undefined {
  return rule && canonicalJson({ ...rule, name: null });
}

function diffManaged(before: Policy, after: Policy, account: string): RulesDifference['managed'][number] {
  const [old, now] = [before, after].map((policy) => managedGroups(policy, account).map(({ name }) => name));
  return { account, begin: without(now ?? [], old ?? []), cease: without(old ?? [], now ?? []) };
}

function without(names: string[], others: string[]): string[] {
  const known = new Set(others.map(toComparable));
  return names.filter((name) => !known.has(toComparable(name)));
}

function hasAny({ begin, cease }: RulesDifference['managed'][number]): boolean {
  return begin.length > 0 || cease.length > 0;
}
