import { sql } from 'kysely';
import type { Db } from './database.js';
import type { ProblemSink } from './ledger-problem.js';
import { fitsHash } from './person-values.js';

/**
 * Checks that runs are about whom the ledger says, and that the clear values of those people are the ones that were
 * hashed: a pack names people by them.
 */
export async function verifyPeople(db: Db, problems: ProblemSink, ofRun?: string): Promise<void> {
  const { rows } = await sql<{ runId: string; seq: number }>`
    select l.run_id, l.seq from ledger l join runs on runs.id = l.run_id left join people on people.id = runs.person_id
    where l.kind = 'asked' and (${ofRun ?? null}::uuid is null or l.run_id = ${ofRun ?? null})
      and l.body::jsonb ->> 'personKey' is distinct from people.key
    order by l.run_id`.execute(db);
  for (const { runId, seq } of rows) {
    const detail = `the run was asked for about somebody else than it names now (row ${seq})`;
    problems.add({ kind: 'person-replaced', runId, seq, detail });
  }
  await verifyValues(db, problems, ofRun);
}

const pageSize = 1000;

async function verifyValues(db: Db, problems: ProblemSink, ofRun: string | undefined): Promise<void> {
  let after: { personId: string; hash: string } | undefined;
  for (;;) {
    let query = db
      .selectFrom('personValues')
      .innerJoin('people', 'people.id', 'personValues.personId')
      .select(['personId', 'hash', 'salt', 'value', 'people.key'])
      .orderBy('personId')
      .orderBy('hash')
      .limit(pageSize);
    if (ofRun !== undefined) {
      query = query.where('personId', '=', ({ selectFrom }) =>
        selectFrom('runs').select('runs.personId').where('runs.id', '=', ofRun),
      );
    }
    if (after) {
      const { personId, hash } = after;
      query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('personId', 'hash'), '>', tuple(personId, hash)));
    }
    const page = await query.execute();
    for (const row of page) {
      if (fitsHash(row)) continue;
      const detail = `a name or address of ${row.key} is not the one that the ledger has the hash of`;
      problems.add({ kind: 'value-edited', runId: ofRun ?? null, seq: null, detail });
    }
    after = page.at(-1);
    if (page.length < pageSize) return;
  }
}
