import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { findLink, type Person, readAddresses } from '../../store/people.js';
import { findUsersByAddress } from '../../store/user-addresses.js';
import type { Leaver } from './read-leavers.js';
import type { Removals } from './removal-limits.js';

/** What the last syncs know of leavers. */
export interface KnownLeavers {
  /** Enabled users of them in each account. */
  removals: Removals[];
  /** Lines of whom no user is known anywhere: a slip of the pen, perhaps. */
  strangers: number[];
}

/** Looks through the inventory, which costs Retool nothing, for the users of leavers. */
export async function findKnown(db: Db, leavers: Leaver[], accounts: Account[]): Promise<KnownLeavers> {
  const strangers: number[] = [];
  const counts = accounts.map((account) => ({ account, count: 0 }));
  for (const leaver of leavers) {
    const addresses = await addressesOf(db, leaver);
    let isKnown = false;
    for (const count of counts) {
      const users = await findUsersByAddress(db, count.account.id, addresses);
      if (users.length > 0) isKnown = true;
      if (users.some(({ active }) => active)) count.count += 1;
    }
    if (!isKnown && !(await isLinked(db, leaver, accounts))) strangers.push(leaver.line);
  }
  return { removals: counts, strangers };
}

/** Addresses by which a user is found. @param leaver the person is undefined for an address nobody is known by yet */
export async function addressesOf(db: Db, { person, name }: Pick<Leaver, 'person' | 'name'>): Promise<string[]> {
  return person ? (await readAddresses(db, person.id)).work : [name];
}

async function isLinked(db: Db, { person }: { person: Person | undefined }, accounts: Account[]): Promise<boolean> {
  if (!person) return false;
  const links = await Promise.all(accounts.map(({ id }) => findLink(db, id, person.id)));
  return links.some((userId) => userId !== null);
}
