import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { LedgerEntry } from '../domain/ledger.js';
import type { Db } from './database.js';
import { appending } from './ledger.js';

/** What a lease is about: one user in one account, by Retool's id, or by the person's where there is no user. */
export interface LeaseSubject {
  accountId: AccountId;
  subject: string;
}

/** A lease as its holder knows it. */
export interface HeldLease extends LeaseSubject {
  runId: string;
  /** Rises with each taker: an older one writes no more. */
  fence: number;
}

/** The lease went to another holder: nothing may be written under it any more. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
  /** Who holds it now; undefined when nobody does. */
  readonly heldBy: string | undefined;

  constructor(heldBy: string | undefined) {
    super(heldBy === undefined ? 'The lease is not held any more.' : `The lease is held by run ${heldBy} now.`);
    this.heldBy = heldBy;
  }
}

/** A holder that has not renewed for so long is taken for dead. */
export const leaseLifetimeMinutes = 15;

/**
 * Takes the lease when it is free, released, of this run already, expired, or held by a run that comes after this one in
 * precedence. Whoever takes it gets a higher fence than all before, so that an earlier attempt of the same run stops too.
 *
 * @param precedence the smaller goes first; see `precedenceOf`
 */
export async function takeLease(
  db: Db,
  { accountId, subject, runId, precedence }: LeaseSubject & { runId: string; precedence: number },
): Promise<{ fence: number } | { heldBy: string }> {
  for (;;) {
    const { rows } = await sql<{ fence: number }>`
      insert into leases as held (account_id, subject, run_id, precedence, fence)
      values (${accountId}, ${subject}, ${runId}, ${precedence}, 1)
      on conflict (account_id, subject) do update set
        run_id = excluded.run_id, precedence = excluded.precedence, fence = held.fence + 1,
        taken_at = clock_timestamp(), renewed_at = clock_timestamp(), released_at = null
      where held.released_at is not null
        or held.run_id = excluded.run_id
        or held.renewed_at < clock_timestamp() - make_interval(mins => ${leaseLifetimeMinutes})
        or held.precedence > excluded.precedence
      returning fence`.execute(db);
    if (rows[0]) return { fence: rows[0].fence };
    const holder = await findHolder(db, { accountId, subject });
    // Released between the two statements: it is free now.
    if (holder !== undefined && holder !== runId) return { heldBy: holder };
  }
}

/**
 * Confirms and renews a lease, before each write.
 *
 * @throws LeaseLostError when another run holds it, or a later attempt of the same run
 */
export async function assertLease(db: Db, lease: HeldLease): Promise<void> {
  const renewed = await renewing(db, lease).executeTakeFirst();
  if (!renewed) throw new LeaseLostError(await findHolder(db, lease));
}

/**
 * Adds entries to the ledger of the run that holds a lease, and renews it: one statement, which holds off whoever wants to
 * take the lease. Who takes it later sees them; where it is lost nothing is added.
 *
 * @throws LeaseLostError as `assertLease`
 */
export async function appendUnderLease(db: Db, lease: HeldLease, entries: LedgerEntry[]): Promise<void> {
  const appended = await db
    .with('held', () => renewing(db, lease))
    .selectFrom('held')
    .select(appending(lease.runId, entries).as('appended'))
    .executeTakeFirst();
  if (!appended) throw new LeaseLostError(await findHolder(db, lease));
}

function renewing(db: Db, { accountId, subject, runId, fence }: HeldLease) {
  return db
    .updateTable('leases')
    .set({ renewedAt: sql<Date>`clock_timestamp()` })
    .where('accountId', '=', accountId)
    .where('subject', '=', subject)
    .where('runId', '=', runId)
    .where('fence', '=', fence)
    .where('releasedAt', 'is', null)
    .returning('fence');
}

async function findHolder(db: Db, { accountId, subject }: LeaseSubject): Promise<string | undefined> {
  const row = await db
    .selectFrom('leases')
    .select('runId')
    .where('accountId', '=', accountId)
    .where('subject', '=', subject)
    .where('releasedAt', 'is', null)
    .executeTakeFirst();
  return row?.runId;
}

/** Gives back whatever a run holds in an account; nothing happens to what went to another holder. */
export async function releaseLeases(
  db: Db,
  { runId, accountId }: { runId: string; accountId: AccountId },
): Promise<void> {
  await db
    .updateTable('leases')
    .set({ releasedAt: sql<Date>`clock_timestamp()` })
    .where('accountId', '=', accountId)
    .where('runId', '=', runId)
    .where('releasedAt', 'is', null)
    .execute();
}
