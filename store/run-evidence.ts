import type { Transaction } from 'kysely';
import type { EvidenceFacts } from '../domain/evidence/evidence.js';
import type { Database, Db } from './database.js';
import { readLedger } from './ledger.js';
import { readPersonValues } from './person-values.js';
import { listRunAccounts } from './run-accounts.js';
import { readRunChain } from './run-chain.js';
import { getRun } from './runs.js';

/** Everything known of a run, as it is at one moment. @throws RunNotFoundError */
export async function readEvidenceFacts(db: Db, runId: string, now: Date): Promise<EvidenceFacts> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute((trx) => read(trx, runId, now));
}

async function read(trx: Transaction<Database>, runId: string, now: Date): Promise<EvidenceFacts> {
  const { id, workflowId, kind, stage, outcome, personId } = await getRun(trx, runId);
  const accounts = await listRunAccounts(trx, runId);
  const ledger = await readLedger(trx, runId);
  return {
    run: { id, workflowId, kind, stage, outcome },
    person: personId === null ? null : await readPerson(trx, personId),
    accounts: accounts.map(({ accountId, accountName }) => ({ accountId, accountName })),
    ledger: ledger.map((row) => ({ ...row, at: row.at.toISOString() })),
    values: personId === null ? new Map() : await readPersonValues(trx, personId),
    chain: await readRunChain(trx, runId),
    madeAt: now.toISOString(),
  };
}

async function readPerson(db: Db, personId: string): Promise<EvidenceFacts['person']> {
  const { key, erasedAt } = await db
    .selectFrom('people')
    .select(['key', 'erasedAt'])
    .where('id', '=', personId)
    .executeTakeFirstOrThrow();
  const identities = await db
    .selectFrom('identities')
    .select(['kind', 'value'])
    .where('personId', '=', personId)
    .orderBy('value')
    .execute();
  const valuesOf = (...kinds: string[]) =>
    identities.filter(({ kind }) => kinds.includes(kind)).map(({ value }) => value);
  return { key, names: valuesOf('name'), emails: valuesOf('work-email'), isErased: erasedAt !== null };
}
