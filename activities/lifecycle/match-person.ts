import { type Match, matchUser } from '../../domain/plan/match-user.js';
import type { RetoolClient } from '../../retool/client.js';
import type { RetoolUser } from '../../retool/received-user.js';
import { RetoolNotFoundError, RetoolRejectedError } from '../../retool/retool-error.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { type Addresses, findLink, isLinkedToAnother } from '../../store/people.js';
import { findUsersByAddress } from '../../store/user-addresses.js';

/** A sync older than this proves nobody's absence. */
const recentMs = 25 * 60 * 60_000;

/** Who is looked for; the id is null for somebody whom only a dry run asks for. */
export interface SoughtPerson {
  id: string | null;
  addresses: Addresses;
}

export interface MatchQuery {
  account: Account;
  person: SoughtPerson;
  now: Date;
}

export interface MatchedPerson {
  match: Match;
  /** The matched user, as Retool has them now. */
  user: RetoolUser | null;
  /** All addresses of the person, in lower case. */
  addresses: string[];
  /** Those among them that are somebody else's now, too. */
  sharedAddresses: string[];
  /** Other users who are enabled and have a former address or an alias of the person, by id: never touched, but told. */
  mayAlsoBe: string[];
  /**
   * How many former addresses and aliases Retool refused to look up. Only of somebody who is linked: for everybody else
   * a refusal is thrown, since it might hide a user.
   */
  notLookedUp: number;
}

/**
 * Finds out which user of an account a person is: by the stored link, or by the current work address, which Retool is
 * asked for now and the inventory is looked through for, because Retool may compare addresses exactly.
 */
export async function matchPerson(
  db: Db,
  client: RetoolClient,
  { account, person, now }: MatchQuery,
  signal: AbortSignal,
): Promise<MatchedPerson> {
  const { id, addresses } = person;
  const { work, other, shared = [] } = addresses;
  const linkedUserId = id === null ? null : await findLink(db, account.id, id);
  const linked = linkedUserId === null ? null : await findUser(client, linkedUserId, signal);
  const refused: string[] = [];
  const onRefused = linked ? (address: string) => refused.push(address) : undefined;
  const find = (addresses: string[]) => findByAddresses(db, client, account, addresses, signal, onRefused);
  const byWorkEmail = linked ? [] : await find(work);
  const byOtherEmail = await find(other);
  const match = matchUser({
    linkedUserId,
    linkedUserExists: linked !== null,
    byWorkEmail,
    byOtherEmail,
    emailIsShared: work.some((address) => shared.includes(address)),
    isLinkedToAnother: await isLinkedToAnother(
      db,
      account.id,
      byWorkEmail.map((user) => user.id),
      id,
    ),
    inventoryIsRecent: account.syncedAt !== null && now.getTime() - account.syncedAt.getTime() < recentMs,
  });
  const user = linked ?? (match.kind === 'user' ? (byWorkEmail.find(({ id }) => id === match.userId) ?? null) : null);
  const isOther = (other: RetoolUser) =>
    other.active && other.id !== user?.id && !shared.includes(other.email.trim().toLowerCase());
  const others = user ? byOtherEmail.filter(isOther) : [];
  const mayAlsoBe = await withoutLinked(db, account, others, id);
  return {
    match,
    user,
    addresses: [...work, ...other],
    sharedAddresses: shared,
    mayAlsoBe,
    notLookedUp: refused.length,
  };
}

/** Ids of those whom no link gives to somebody else. */
async function withoutLinked(db: Db, { id }: Account, users: RetoolUser[], personId: string | null): Promise<string[]> {
  const free: string[] = [];
  for (const user of users) {
    if (!(await isLinkedToAnother(db, id, [user.id], personId))) free.push(user.id);
  }
  return free;
}

/**
 * All users who have one of the addresses, as Retool or the last sync finds them.
 *
 * @param onRefused hears of an address that Retool refuses to look up; left out: that is thrown
 */
export async function findByAddresses(
  db: Db,
  client: RetoolClient,
  account: Account,
  addresses: string[],
  signal: AbortSignal,
  onRefused?: (address: string) => void,
): Promise<RetoolUser[]> {
  const found = new Map<string, RetoolUser>();
  for (const address of addresses) {
    const users = await client.users.find(address, signal).catch((error: unknown): RetoolUser[] => {
      if (!onRefused || !(error instanceof RetoolRejectedError)) throw error;
      onRefused(address);
      return [];
    });
    for (const user of users) found.set(user.id, user);
  }
  for (const { id } of await findUsersByAddress(db, account.id, addresses)) {
    const user = found.has(id) ? null : await findUser(client, id, signal);
    // The inventory may be older than a change of the address.
    if (user && addresses.includes(user.email.trim().toLowerCase())) found.set(id, user);
  }
  return [...found.values()];
}

/** Null when there is no such user (any more). */
export async function findUser(client: RetoolClient, userId: string, signal: AbortSignal): Promise<RetoolUser | null> {
  try {
    return await client.users.get(userId, { signal });
  } catch (error) {
    if (error instanceof RetoolNotFoundError) return null;
    throw error;
  }
}
