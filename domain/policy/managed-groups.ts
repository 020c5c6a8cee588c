import { toComparable } from './match-value.js';
import type { Policy } from './policy.js';

/** A group that rules speak of, so that they decide who is in it. */
export interface ManagedGroup {
  name: string;
  /** Whether rules also decide who administers it: one of them makes somebody its admin. */
  hasAdmins: boolean;
  /** Names of the rules that give it. */
  rules: string[];
}

/**
 * The groups of an account that any rule gives: only these are ever taken away by rules. Whatever else somebody is in was
 * given by hand and stays.
 */
export function managedGroups({ rules }: Policy, accountName: string): ManagedGroup[] {
  const managed = new Map<string, ManagedGroup>();
  for (const rule of rules) {
    if (rule.accounts !== '*' && !rule.accounts.includes(accountName)) continue;
    for (const { name, isGroupAdmin } of rule.groups) {
      const known = managed.get(toComparable(name));
      managed.set(toComparable(name), {
        name: known?.name ?? name,
        hasAdmins: isGroupAdmin || known?.hasAdmins === true,
        rules: [...(known?.rules ?? []), rule.name],
      });
    }
  }
  return [...managed.values()];
}
