import { findNearest } from '../nearest.js';
import { toComparable } from './match-value.js';

/** A group as an account has it. */
export interface KnownGroup {
  id: number;
  name: string;
}

/** A group that a rule names and that cannot be told in the account. */
export interface UnknownGroup {
  name: string;
  rules: string[];
  /** How many groups are called so: none, or several. */
  candidates: number;
  /** The name that may have been meant. */
  near: string | null;
}

/**
 * Finds a group by its name: written exactly so, or else the only one that differs in capitals and blanks alone.
 *
 * @returns undefined when there is none, or when it could be several
 */
export function findGroup(name: string, groups: readonly KnownGroup[]): KnownGroup | undefined {
  const [only, ...others] = candidatesFor(name, groups);
  return others.length === 0 ? only : undefined;
}

/** What to say of a group that was not found. */
export function toUnknownGroup(
  { name, rules }: { name: string; rules: string[] },
  groups: readonly KnownGroup[],
): UnknownGroup {
  const candidates = candidatesFor(name, groups).length;
  const names = groups.map((group) => group.name);
  return { name, rules, candidates, near: candidates > 0 ? null : findNear(name, names) };
}

/**
 * A name that was mistyped, or else the shortest one that holds the other or is held by it, as "Finance Editors" holds
 * "Finance".
 */
export function findNear(name: string, names: string[]): string | null {
  const wanted = toComparable(name);
  const holding = names.filter((one) => {
    const known = toComparable(one);
    return Math.min(known.length, wanted.length) >= 3 && (known.includes(wanted) || wanted.includes(known));
  });
  return findNearest(name, names) ?? holding.sort((one, other) => one.length - other.length)[0] ?? null;
}

/** In words, without the full stop: no group "Finance Editor" in acme-cloud; near: "Finance Editors". */
export function describeUnknownGroup({ name, candidates, near }: UnknownGroup, accountName: string): string {
  if (candidates > 1) return `${candidates} groups in ${accountName} are called "${name}"`;
  return `no group "${name}" in ${accountName}${near === null ? '' : `; near: "${near}"`}`;
}

function candidatesFor(name: string, groups: readonly KnownGroup[]): KnownGroup[] {
  const exact = groups.filter((group) => group.name === name);
  return exact.length > 0 ? exact : groups.filter((group) => toComparable(group.name) === toComparable(name));
}
