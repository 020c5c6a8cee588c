import { findExclusion } from '../../domain/policy/find-exclusion.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { type Addresses, findLink, type Person, readAddresses } from '../../store/people.js';
import { findUsersByAddress } from '../../store/user-addresses.js';
import type { Leaver } from './read-leavers.js';
import type { Removals } from './removal-limits.js';

/** What the last syncs know of leavers. */
export interface KnownLeavers {
  /** Enabled users of them in each account whom nothing but the limit of removals would hold. */
  removals: Removals[];
  /** Lines of whom no user is known anywhere: a slip of the pen, perhaps. */
  strangers: number[];
}

/** Looks through the inventory, which costs Retool nothing, for the users of leavers. */
export async function findKnown(
  db: Db,
  { leavers, accounts, policy, now }: { leavers: Leaver[]; accounts: Account[]; policy: Policy; now: Date },
): Promise<KnownLeavers> {
  const strangers: number[] = [];
  const counts = accounts.map((account) => ({ account, count: 0 }));
  for (const leaver of leavers) {
    const { work, other } = await addressesOf(db, leaver);
    let isKnown = false;
    for (const count of counts) {
      const users = await findUsersByAddress(db, count.account.id, work);
      if (users.length > 0) isKnown = true;
      const query = { emails: [...work, ...other], accountName: count.account.name, now };
      if (findExclusion(policy, query)) continue;
      if (users.some((user) => user.active && !isOfToken(count.account, user))) count.count += 1;
    }
    if (!isKnown && !(await isLinked(db, leaver, accounts))) strangers.push(leaver.line);
  }
  return { removals: counts, strangers };
}

/** Addresses of a leaver. @param leaver the person is undefined for an address nobody is known by yet */
export async function addressesOf(
  db: Db,
  { person, name }: Pick<Leaver, 'person' | 'name'>,
): Promise<Pick<Addresses, 'work' | 'other'>> {
  return person ? await readAddresses(db, person.id) : { work: [name], other: [] };
}

async function isLinked(db: Db, { person }: { person: Person | undefined }, accounts: Account[]): Promise<boolean> {
  if (!person) return false;
  const links = await Promise.all(accounts.map(({ id }) => findLink(db, id, person.id)));
  return links.some((userId) => userId !== null);
}

/** Whether the token we use is theirs, or may be: then they are held whatever the limit says. */
function isOfToken({ tokenOwnerEmail }: Account, { email, isAdmin }: { email: string; isAdmin: boolean }): boolean {
  if (tokenOwnerEmail === null) return isAdmin;
  return email.trim().toLowerCase() === tokenOwnerEmail.trim().toLowerCase();
}
