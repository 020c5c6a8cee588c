import type { ChainEvidence, SignedHead } from '../domain/evidence/evidence.js';
import type { Db } from './database.js';
import type { LedgerProblem } from './ledger-problem.js';
import { verifyHeadsOfRun } from './verify-heads.js';
import { verifyPeople } from './verify-people.js';
import { verifyRows } from './verify-rows.js';
import { verifyEnds } from './verify-runs.js';

/** Checks the ledger of one run: its rows from the beginning, and its heads against their keys and rows. */
export async function readRunChain(db: Db, runId: string): Promise<ChainEvidence> {
  const problems: LedgerProblem[] = [];
  const sink = { add: (problem: LedgerProblem) => void problems.push(problem) };
  const { rows } = await verifyRows(db, sink, runId);
  await verifyHeadsOfRun(db, runId, sink);
  await verifyEnds(db, sink, runId);
  await verifyPeople(db, sink, runId);
  const head = await findNewestHead(db, runId);
  return {
    head,
    unsignedRows: Math.max(0, rows - (head?.ledgerSeq ?? 0)),
    problems: problems.map(({ detail }) => detail),
  };
}

async function findNewestHead(db: Db, runId: string): Promise<SignedHead | null> {
  const row = await db
    .selectFrom('ledgerHeads')
    .innerJoin('signingKeys', 'signingKeys.id', 'ledgerHeads.signingKeyId')
    .selectAll('ledgerHeads')
    .select('signingKeys.publicKey')
    .where('runId', '=', runId)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { runId: _, ...head } = row;
  return { ...head, at: row.at.toISOString() };
}
