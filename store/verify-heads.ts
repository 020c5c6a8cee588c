import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from './database.js';
import type { ProblemSink } from './ledger-problem.js';
import { hashHead, headsGenesis, signingKeyId } from './signing.js';

interface ReadHead {
  seq: number;
  runId: string;
  ledgerSeq: number;
  ledgerHash: string;
  at: string;
  prevHash: string;
  hash: string;
  signingKeyId: string;
  signature: string;
}

const pageSize = 1000;

/** Follows the index of heads, checks each signature, and that what was signed is still there. */
export async function verifyHeads(
  db: Db,
  problems: ProblemSink,
): Promise<{ heads: number; newestHead: { seq: number; hash: string } | null }> {
  const keys = await readKeys(db);
  let heads = 0;
  let before: ReadHead | undefined;
  for (;;) {
    const page = await readPage(db, before?.seq ?? Number.MIN_SAFE_INTEGER);
    for (const head of page) {
      heads += 1;
      verifyHead(head, before, keys, problems);
      before = head;
    }
    if (page.length < pageSize) break;
  }
  await findUnmatched(db, problems);
  return { heads, newestHead: before ? { seq: before.seq, hash: before.hash } : null };
}

/** Checks the heads of one run, and that what they signed is still there. */
export async function verifyHeadsOfRun(db: Db, runId: string, problems: ProblemSink): Promise<void> {
  const keys = await readKeys(db);
  const heads = await selectHeads(db).where('runId', '=', runId).execute();
  for (const head of heads) verifyByItself(head, keys, problems);
  await findUnmatched(db, problems, runId);
}

function verifyHead(
  head: ReadHead,
  before: ReadHead | undefined,
  keys: Map<string, KeyObject>,
  problems: ProblemSink,
): void {
  const { seq, runId } = head;
  const expectedSeq = (before?.seq ?? 0) + 1;
  verifyByItself(head, keys, problems);
  if (seq !== expectedSeq) {
    const missing = seq - expectedSeq === 1 ? `head ${expectedSeq} is` : `heads ${expectedSeq} to ${seq - 1} are`;
    problems.add({ kind: 'head-missing', runId: null, seq: expectedSeq, detail: `${missing} missing in the index` });
  } else if (head.prevHash !== (before?.hash ?? headsGenesis)) {
    problems.add({
      kind: 'head-edited',
      runId,
      seq,
      detail: `head ${seq} of the index does not follow what stands before it`,
    });
  }
}

function verifyByItself(head: ReadHead, keys: Map<string, KeyObject>, problems: ProblemSink): void {
  const { seq, runId } = head;
  if (hashHead({ ...head, at: head.at.replace(/000Z$/, 'Z') }) !== head.hash) {
    problems.add({ kind: 'head-edited', runId, seq, detail: `head ${seq} of the index is not what was written` });
  }
  if (!isSigned(head, keys.get(head.signingKeyId))) {
    problems.add({ kind: 'bad-signature', runId, seq, detail: `the signature of head ${seq} is not good` });
  }
}

function isSigned({ hash, signature }: ReadHead, key: KeyObject | undefined): boolean {
  return key !== undefined && verify(null, Buffer.from(hash), key, Buffer.from(signature, 'base64'));
}

/** Keys whose id is still that of their public half: another key under a known id is none. */
async function readKeys(db: Db): Promise<Map<string, KeyObject>> {
  const rows = await db.selectFrom('signingKeys').select(['id', 'publicKey']).execute();
  return new Map(
    rows.flatMap(({ id, publicKey }) => {
      const key = toKey(publicKey);
      return key && signingKeyId(key) === id ? [[id, key] as const] : [];
    }),
  );
}

function toKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}

/** Heads, of one run or of all, whose row is gone or is another one now. */
async function findUnmatched(db: Db, problems: ProblemSink, ofRun?: string): Promise<void> {
  const { rows } = await sql<{ seq: number; runId: string; ledgerSeq: number; isGone: boolean; hasRows: boolean }>`
    select h.seq, h.run_id, h.ledger_seq, l.hash is null as is_gone,
      exists (select from ledger where run_id = h.run_id) as has_rows
    from ledger_heads h left join ledger l on l.run_id = h.run_id and l.seq = h.ledger_seq
    where l.hash is distinct from h.ledger_hash and (${ofRun ?? null}::uuid is null or h.run_id = ${ofRun ?? null})
    order by h.seq`.execute(db);
  const missing = new Set<string>();
  for (const { seq, runId, ledgerSeq, isGone, hasRows } of rows) {
    if (!hasRows) {
      if (!missing.has(runId)) {
        problems.add({ kind: 'run-missing', runId, seq: null, detail: `all rows of a run are missing (head ${seq})` });
      }
      missing.add(runId);
    } else if (isGone) {
      const detail = `row ${ledgerSeq} is missing, and head ${seq} signed it`;
      problems.add({ kind: 'row-missing', runId, seq: ledgerSeq, detail });
    } else {
      const detail = `row ${ledgerSeq} is not the one that head ${seq} signed`;
      problems.add({ kind: 'head-unmatched', runId, seq: ledgerSeq, detail });
    }
  }
}

async function readPage(db: Db, after: number): Promise<ReadHead[]> {
  return await selectHeads(db).where('seq', '>', after).limit(pageSize).execute();
}

function selectHeads(db: Db) {
  return db
    .selectFrom('ledgerHeads')
    .select(['seq', 'runId', 'ledgerSeq', 'ledgerHash', 'prevHash', 'hash', 'signingKeyId', 'signature'])
    .select(sql<string>`to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at'))
    .orderBy('seq');
}

/** Whether the index has a head with this hash: one that somebody noted down, or that stands in a pack. */
export async function hasHead(db: Db, hash: string): Promise<boolean> {
  const head = await db.selectFrom('ledgerHeads').select('seq').where('hash', '=', hash).executeTakeFirst();
  return head !== undefined;
}
