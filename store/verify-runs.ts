import { sql } from 'kysely';
import type { Db } from './database.js';
import type { ProblemSink } from './ledger-problem.js';

/** Checks that the rows of runs and of their accounts, which no hash is over, fit what the ledger tells. */
export async function verifyRuns(db: Db, problems: ProblemSink): Promise<void> {
  await findUnsignedRuns(db, problems);
  await findForgottenRuns(db, problems);
  await verifyEnds(db, problems);
  await findForgottenAccounts(db, problems);
}

/** Runs that have ended and that no head is of. */
async function findUnsignedRuns(db: Db, problems: ProblemSink): Promise<void> {
  const { rows } = await sql<{ id: string; hasRows: boolean }>`
    select id, exists (select from ledger where run_id = runs.id) as has_rows from runs
    where closed_at is not null and not exists (select from ledger_heads where run_id = runs.id)
    order by asked_at`.execute(db);
  for (const { id, hasRows } of rows) {
    problems.add(
      hasRows
        ? { kind: 'run-unsigned', runId: id, seq: null, detail: 'the run has ended, and no head of it is in the index' }
        : {
            kind: 'run-missing',
            runId: id,
            seq: null,
            detail: 'the run has ended, and nothing of it is in the ledger',
          },
    );
  }
}

/** Runs that the ledger tells of and that are not among the runs any more. */
async function findForgottenRuns(db: Db, problems: ProblemSink): Promise<void> {
  const { rows } = await sql<{ runId: string }>`
    select distinct run_id from ledger where not exists (select from runs where id = ledger.run_id)`.execute(db);
  for (const { runId } of rows) {
    problems.add({ kind: 'run-missing', runId, seq: null, detail: 'the ledger tells of a run that was removed' });
  }
}

/**
 * Runs, or one, that have ended although no end is in their ledger: with the newest head the rows that it signed can be
 * taken away, and every other head is good. What a head shows to be missing is told by that.
 */
export async function verifyEnds(db: Db, problems: ProblemSink, ofRun?: string): Promise<void> {
  // A row that somebody edited may be no JSON: a cast would end the whole check.
  const { rows } = await sql<{ id: string }>`
    select id from runs
    where closed_at is not null and (${ofRun ?? null}::uuid is null or id = ${ofRun ?? null})
      and exists (select from ledger_heads where run_id = runs.id)
      and not exists (select from ledger_heads h left join ledger l on l.run_id = h.run_id and l.seq = h.ledger_seq
        where h.run_id = runs.id and l.hash is distinct from h.ledger_hash)
      and not exists (select from ledger where run_id = runs.id and kind = 'stage'
        and body like any (array['%"stage":"done"%', '%"stage":"cancelled"%']))
    order by asked_at`.execute(db);
  for (const { id } of rows) {
    problems.add({
      kind: 'end-missing',
      runId: id,
      seq: null,
      detail: 'the run has ended, and its end is not in the ledger',
    });
  }
}

/** Accounts that the ledger of a run tells of and that are not among those of the run any more. */
async function findForgottenAccounts(db: Db, problems: ProblemSink): Promise<void> {
  // The accounts of a run stay when an account is removed.
  const { rows } = await sql<{ runId: string; accountId: string }>`
    select distinct run_id, account_id from ledger
    where account_id is not null and exists (select from runs where id = ledger.run_id)
      and not exists (select from run_accounts where run_id = ledger.run_id and account_id = ledger.account_id)
    order by run_id, account_id`.execute(db);
  for (const { runId, accountId } of rows) {
    const detail = `the ledger tells of account ${accountId}, which was taken out of the run`;
    problems.add({ kind: 'account-missing', runId, seq: null, detail });
  }
}
