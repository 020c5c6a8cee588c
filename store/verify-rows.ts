import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger.js';
import type { Db } from './database.js';
import { subjectOf } from './ledger.js';
import { hashLedgerRow, ledgerGenesis } from './ledger-hash.js';
import type { ProblemSink } from './ledger-problem.js';

interface ReadRow {
  runId: string;
  seq: number;
  /** With microseconds, so that a change of one is seen. */
  at: string;
  kind: string;
  accountId: string | null;
  stepId: string | null;
  body: string;
  prevHash: string;
  hash: string;
}

const pageSize = 1000;

/** Follows the chain of each run, or of one, from its beginning. */
export async function verifyRows(
  db: Db,
  problems: ProblemSink,
  ofRun?: string,
): Promise<{ rows: number; runs: number }> {
  const counts = { rows: 0, runs: 0 };
  let before: ReadRow | undefined;
  for (;;) {
    const page = await readPage(db, before, ofRun);
    for (const row of page) {
      const isSameRun = row.runId === before?.runId;
      counts.rows += 1;
      if (!isSameRun) counts.runs += 1;
      verifyRow(row, isSameRun ? before : undefined, problems);
      before = row;
    }
    if (page.length < pageSize) return counts;
  }
}

function verifyRow(row: ReadRow, before: ReadRow | undefined, problems: ProblemSink): void {
  const { runId, seq } = row;
  const expectedSeq = (before?.seq ?? 0) + 1;
  const at = row.at.replace(/000Z$/, 'Z');
  if (hashLedgerRow({ ...row, at }) !== row.hash || !hasOwnSubject(row)) {
    problems.add({ kind: 'row-edited', runId, seq, detail: `row ${seq} is not what was written` });
  }
  if (seq !== expectedSeq) {
    const missing = seq - expectedSeq === 1 ? `row ${expectedSeq} is` : `rows ${expectedSeq} to ${seq - 1} are`;
    problems.add({ kind: 'row-missing', runId, seq: expectedSeq, detail: `${missing} missing` });
  } else if (row.prevHash !== (before?.hash ?? ledgerGenesis(runId))) {
    problems.add({ kind: 'row-reordered', runId, seq, detail: `row ${seq} does not follow what stands before it` });
  }
}

/** The columns for account and step say what the hashed body says. */
function hasOwnSubject({ kind, accountId, stepId, body }: ReadRow): boolean {
  try {
    const entry = JSON.parse(body) as LedgerEntry;
    const subject = subjectOf(entry);
    return entry.kind === kind && subject.accountId === accountId && subject.stepId === stepId;
  } catch {
    return false;
  }
}

async function readPage(db: Db, after: ReadRow | undefined, ofRun: string | undefined): Promise<ReadRow[]> {
  let query = db
    .selectFrom('ledger')
    .select(['runId', 'seq', 'kind', 'accountId', 'stepId', 'body', 'prevHash', 'hash'])
    .select(sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at'))
    .orderBy('runId')
    .orderBy('seq')
    .limit(pageSize);
  if (ofRun !== undefined) query = query.where('runId', '=', ofRun);
  if (after) {
    query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('runId', 'seq'), '>', tuple(after.runId, after.seq)));
  }
  return await query.execute();
}
