import type { PersonAttributes } from '../people/person-attributes.js';
import { type AccessDifference, type AccessItem, diffAccess, inAccount } from './diff-access.js';
import type { Policy } from './policy.js';
import { createLikeness } from './who-is-alike.js';

/** What one person would gain and lose in one account. */
export type PersonDifference<Person> = AccessDifference & { person: Person; account: string };

/** How many people one thing in an account concerns. */
export interface ItemCount extends AccessItem {
  account: string;
  gain: number;
  lose: number;
  /** Of those who would have it by no rule any more, who would keep it. */
  keep: number;
}

export interface PolicyDifference<Person> {
  /** By person and account, in the order given. */
  differences: PersonDifference<Person>[];
  /** By account and item, in the order in which they were met. */
  items: ItemCount[];
  /** People who gain anything, who lose anything, and who only keep what no rule gives any more. */
  people: { all: number; gaining: number; losing: number; onlyKeeping: number };
}

/** Who would gain and lose what in these accounts if one policy took the place of another. Pure. */
export function diffPolicies<Person extends { attributes: PersonAttributes }>(
  before: Policy,
  after: Policy,
  people: readonly Person[],
  accounts: readonly string[],
): PolicyDifference<Person> {
  const diff = createDiff(before, after, accounts);
  const perPerson = people.map((person) => ({ person, inAccounts: diff(person.attributes) }));
  const has = (is: (difference: AccessDifference) => boolean) =>
    perPerson.filter(({ inAccounts }) => inAccounts.some(is)).length;
  const concerned = perPerson.filter(({ inAccounts }) => inAccounts.length > 0).length;
  const changed = perPerson.filter(({ inAccounts }) => inAccounts.some((one) => gains(one) || loses(one))).length;
  const differences = perPerson.flatMap(({ person, inAccounts }) => inAccounts.map((one) => ({ person, ...one })));
  return {
    differences,
    items: countItems(differences),
    people: { all: people.length, gaining: has(gains), losing: has(loses), onlyKeeping: concerned - changed },
  };
}

function gains({ gained }: AccessDifference): boolean {
  return gained.length > 0;
}

function loses({ lost }: AccessDifference): boolean {
  return lost.some(({ isKept }) => !isKept);
}

/** What the conditions make of somebody is all that rules know of them. */
function createDiff(before: Policy, after: Policy, accounts: readonly string[]) {
  const likenessOf = createLikeness([...before.rules, ...after.rules]);
  const pairs = accounts.map((account) => [inAccount(before, account), inAccount(after, account)] as const);
  const known = new Map<string, (AccessDifference & { account: string })[]>();
  return (attributes: PersonAttributes) => {
    const key = likenessOf(attributes);
    const found =
      known.get(key) ??
      pairs
        .map(([old, now]) => ({ account: old.account, ...diffAccess(old, now, attributes) }))
        .filter(({ gained, lost }) => gained.length > 0 || lost.length > 0);
    known.set(key, found);
    return found;
  };
}

function countItems(differences: readonly (AccessDifference & { account: string })[]): ItemCount[] {
  const counts = new Map<string, ItemCount>();
  const add = (account: string, { kind, name }: AccessItem, what: 'gain' | 'lose' | 'keep') => {
    const key = `${account} ${kind} ${name}`;
    const count = counts.get(key) ?? { account, kind, name, gain: 0, lose: 0, keep: 0 };
    count[what] += 1;
    counts.set(key, count);
  };
  for (const { account, gained, lost } of differences) {
    for (const item of gained) add(account, item, 'gain');
    for (const item of lost) add(account, item, item.isKept ? 'keep' : 'lose');
  }
  return [...counts.values()];
}
