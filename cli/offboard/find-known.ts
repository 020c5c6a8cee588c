import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { readAddresses } from '../../store/people.js';
import { findUsersByAddress } from '../../store/user-addresses.js';
import type { Leaver } from './read-leavers.js';
import type { Removals } from './removal-limits.js';

/** What the last syncs know of leavers. */
export interface KnownLeavers {
  /** Enabled users of them in each account. */
  removals: Removals[];
  /** Lines whose addresses no user has anywhere: a slip of the pen, perhaps. */
  strangers: number[];
}

/** Looks through the inventory, which costs Retool nothing, for the users of leavers. */
export async function findKnown(db: Db, leavers: Leaver[], accounts: Account[]): Promise<KnownLeavers> {
  const strangers: number[] = [];
  const counts = accounts.map((account) => ({ account, count: 0 }));
  for (const { person, name, line } of leavers) {
    const addresses = person ? (await readAddresses(db, person.id)).work : [name];
    let isKnown = false;
    for (const count of counts) {
      const users = await findUsersByAddress(db, count.account.id, addresses);
      if (users.length > 0) isKnown = true;
      if (users.some(({ active }) => active)) count.count += 1;
    }
    if (!isKnown) strangers.push(line);
  }
  return { removals: counts, strangers };
}
