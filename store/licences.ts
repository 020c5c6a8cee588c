import { sql } from 'kysely';
import type { Licence } from '../domain/licence.js';
import type { Db } from './database.js';
import { type AsOf, findScope } from './inventory-scope.js';

/** Users who take a seat, and how many of them did not come for 30 and 90 days. */
export interface SeatCount {
  users: number;
  inactive30: number;
  inactive90: number;
}

export interface LicenceSummary {
  builder: SeatCount;
  standard: SeatCount;
  external: SeatCount;
  /** All who take a seat. */
  seats: SeatCount;
  /** Users without a seat. */
  disabled: number;
  /** Seats of which the licence is hardly more than a guess. */
  lowConfidence: number;
}

export interface LicenceSummaries {
  accounts: (AsOf & { summary: LicenceSummary })[];
  total: LicenceSummary;
}

interface CountRow extends SeatCount {
  accountId: string;
  licence: Licence | null;
  lowConfidence: number;
}

const dayMs = 24 * 60 * 60_000;

/** Licences per account and in all. Somebody who never signed in counts as inactive since they were created. */
export async function summarizeLicences(
  db: Db,
  { accounts, now }: { accounts?: string[] | undefined; now: Date },
): Promise<LicenceSummaries> {
  const asOf = await findScope(db, accounts);
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  const { rows } = await sql<CountRow>`
    select account_id, licence, count(*) as users,
      count(*) filter (where seen < ${daysAgo(30)}) as inactive30,
      count(*) filter (where seen < ${daysAgo(90)}) as inactive90,
      count(*) filter (where licence_confidence = 'low') as low_confidence
    from users, coalesce(last_active, created_at, '-infinity') as seen
    where account_id = any(${asOf.map(({ accountId }) => accountId)}::uuid[])
    group by account_id, licence`.execute(db);
  return {
    accounts: asOf.map((account) => ({
      ...account,
      summary: summarize(rows.filter(({ accountId }) => accountId === account.accountId)),
    })),
    total: summarize(rows),
  };
}

function summarize(rows: CountRow[]): LicenceSummary {
  const seats = rows.filter(({ licence }) => licence !== null);
  const of = (wanted: Licence) => sum(seats.filter(({ licence }) => licence === wanted));
  return {
    builder: of('builder'),
    standard: of('standard'),
    external: of('external'),
    seats: sum(seats),
    disabled: sum(rows.filter(({ licence }) => licence === null)).users,
    lowConfidence: seats.reduce((total, { lowConfidence }) => total + lowConfidence, 0),
  };
}

function sum(counts: SeatCount[]): SeatCount {
  const total = { users: 0, inactive30: 0, inactive90: 0 };
  for (const { users, inactive30, inactive90 } of counts) {
    total.users += users;
    total.inactive30 += inactive30;
    total.inactive90 += inactive90;
  }
  return total;
}
