import { type RawBuilder, sql } from 'kysely';
import { canonicalJson } from '../domain/canonical-json.js';
import type { LedgerEntry } from '../domain/ledger.js';
import type { Db } from './database.js';
import { ledgerGenesis } from './ledger-hash.js';

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
  await sql`select ${appending(runId, entries)}`.execute(db);
}

/** The adding itself, within another statement. */
export function appending(runId: string, entries: LedgerEntry[]): RawBuilder<unknown> {
  const kinds = entries.map(({ kind }) => kind);
  const accountIds = entries.map((entry) => subjectOf(entry).accountId);
  const stepIds = entries.map((entry) => subjectOf(entry).stepId);
  const bodies = entries.map(canonicalJson);
  return sql`append_ledger(${runId}, ${ledgerGenesis(runId)}, ${kinds}, ${accountIds}, ${stepIds}, ${bodies})`;
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
