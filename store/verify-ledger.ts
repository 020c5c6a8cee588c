import { sql, type Transaction } from 'kysely';
import type { Database, Db } from './database.js';
import type { LedgerProblem, ProblemSink } from './ledger-problem.js';
import { verifyHeads } from './verify-heads.js';
import { verifyPeople } from './verify-people.js';
import { verifyRows } from './verify-rows.js';

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
 * or moved, and every run that is missing. Rows are read a page at a time.
 */
export async function verifyLedger(db: Db): Promise<LedgerReport> {
  if (db.isTransaction) return await verify(db as Transaction<Database>);
  return await db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(verify);
}

async function verify(trx: Transaction<Database>): Promise<LedgerReport> {
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
