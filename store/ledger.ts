import { sql } from 'kysely';
import { canonicalJson } from '../domain/canonical-json.js';
import type { LedgerEntry } from '../domain/ledger.js';
import type { Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { readClock } from './last-write.js';
import { hashLedgerRow, ledgerGenesis } from './ledger-hash.js';

/** A row of the ledger, with what it says. */
export interface LedgerRow {
  seq: number;
  at: Date;
  entry: LedgerEntry;
  prevHash: string;
  hash: string;
}

/**
 * Adds entries after the last row of a run, all or none; in the caller's transaction where there is one. Whoever else adds
 * to the same run waits until that transaction has ended, so it should be short.
 */
export async function appendLedger(db: Db, runId: string, entries: LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await inTransaction(db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`ledger/${runId}`}, 0))`.execute(trx);
    const last = await findLast(trx, runId);
    const at = await chooseTime(trx, last?.at);
    let seq = last?.seq ?? 0;
    let prevHash = last?.hash ?? ledgerGenesis(runId);
    const rows = entries.map((entry) => {
      const { kind } = entry;
      const body = canonicalJson(entry);
      seq += 1;
      const hash = hashLedgerRow({ prevHash, seq, at: at.toISOString(), kind, body });
      const row = { runId, seq, at, kind, ...subjectOf(entry), body, prevHash, hash };
      prevHash = hash;
      return row;
    });
    await trx.insertInto('ledger').values(rows).execute();
  });
}

/** All rows of a run, in their order. */
export async function readLedger(db: Db, runId: string): Promise<LedgerRow[]> {
  const rows = await db
    .selectFrom('ledger')
    .select(['seq', 'at', 'body', 'prevHash', 'hash'])
    .where('runId', '=', runId)
    .orderBy('seq')
    .execute();
  return rows.map(({ body, ...row }) => ({ ...row, entry: JSON.parse(body) as LedgerEntry }));
}

/** The account and step an entry is about, as its row has them in columns of their own. */
export function subjectOf(entry: LedgerEntry): { accountId: string | null; stepId: string | null } {
  return {
    accountId: ('accountId' in entry ? entry.accountId : null) ?? null,
    stepId: ('stepId' in entry ? entry.stepId : null) ?? null,
  };
}

async function findLast(db: Db, runId: string) {
  return await db
    .selectFrom('ledger')
    .select(['seq', 'at', 'hash'])
    .where('runId', '=', runId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** The clock of the database, since workers' clocks differ; never behind the row before. */
async function chooseTime(db: Db, notBefore: Date | undefined): Promise<Date> {
  const now = await readClock(db);
  return notBefore !== undefined && notBefore > now ? notBefore : now;
}
