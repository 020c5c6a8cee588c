import { sql, type Transaction } from 'kysely';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import type { LedgerProblem, ProblemSink } from './ledger-problem.js';
import { verifyHeads } from './verify-heads.js';
import { verifyPeople } from './verify-people.js';
import { verifyRows } from './verify-rows.js';
import { verifyRuns } from './verify-runs.js';
import { verifySigningKeys } from './verify-signing-keys.js';

export interface LedgerReport {
  /** Nothing was found. */
  valid: boolean;
  rows: number;
  runs: number;
  heads: number;
  /** Newest head of the index, to compare with the one in a pack. */
  newestHead: { seq: number; hash: string } | null;
  /** Rows after the last signed head of their run: normal while runs are under way. */
  unsigned: { rows: number; runs: number };
  /** The first ones, at most `maxProblems`. */
  problems: LedgerProblem[];
  /** How many there are. */
  problemCount: number;
}

const maxProblems = 100;

/**
 * Reads the whole ledger and the index of heads as they are at one moment, and finds every row that was edited, left out
 * or moved, and every run that is missing, or the end or an account of one. Rows are read a page at a time.
 *
 * @param options.sealer with the encryption keys; left out: whose the signing keys are is not checked
 */
export async function verifyLedger(db: Db, { sealer }: { sealer?: Sealer } = {}): Promise<LedgerReport> {
  if (db.isTransaction) return await verify(db as Transaction<Database>, sealer);
  const reading = db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return await reading.execute((trx) => verify(trx, sealer));
}

async function verify(trx: Transaction<Database>, sealer: Sealer | undefined): Promise<LedgerReport> {
  const problems: LedgerProblem[] = [];
  let problemCount = 0;
  const sink: ProblemSink = {
    add(problem) {
      problemCount += 1;
      if (problems.length < maxProblems) problems.push(problem);
    },
  };
  const read = await verifyRows(trx, sink);
  const index = await verifyHeads(trx, sink);
  await verifyRuns(trx, sink);
  if (sealer) await verifySigningKeys(trx, sealer, sink);
  await verifyPeople(trx, sink);
  const unsigned = await countUnsigned(trx);
  return { valid: problemCount === 0, ...read, ...index, unsigned, problems, problemCount };
}

async function countUnsigned(db: Db): Promise<{ rows: number; runs: number }> {
  const { rows } = await sql<{ rows: number; runs: number }>`
    select count(*) as rows, count(distinct run_id) as runs
    from ledger left join (select run_id, max(ledger_seq) as signed from ledger_heads group by run_id) heads using (run_id)
    where signed is null or seq > signed`.execute(db);
  return rows[0] ?? { rows: 0, runs: 0 };
}
