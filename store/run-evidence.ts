import type { Transaction } from 'kysely';
import type { EvidenceFacts } from '../domain/evidence/evidence.js';
import type { Database, Db } from './database.js';
import { type LedgerRow, readLedger, subjectOf } from './ledger.js';
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
  const ledger = await readLedger(trx, runId);
  return {
    run: { id, workflowId, kind, stage, outcome },
    person: personId === null ? null : await readPerson(trx, personId),
    accounts: await listAccountsOf(trx, runId, ledger),
    restores: await readRestores(trx, runId),
    ledger: ledger.map((row) => ({ ...row, at: row.at.toISOString() })),
    values: personId === null ? new Map() : await readPersonValues(trx, personId),
    chain: await readRunChain(trx, runId),
    madeAt: now.toISOString(),
  };
}

/** Those of the run, and those its ledger tells of: no hash is over the rows of the former. */
async function listAccountsOf(db: Db, runId: string, ledger: LedgerRow[]): Promise<EvidenceFacts['accounts']> {
  const listed = await listRunAccounts(db, runId);
  const known = listed.map(({ accountId, accountName }) => ({ accountId, accountName }));
  const told = new Set(ledger.flatMap(({ entry }) => subjectOf(entry).accountId ?? []));
  for (const { accountId } of known) told.delete(accountId);
  if (told.size === 0) return known;
  const named = await db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('id', 'in', [...told])
    .execute();
  const nameOf = (id: string) => named.find((account) => account.id === id)?.name ?? id;
  return [...known, ...[...told].map((accountId) => ({ accountId, accountName: nameOf(accountId) }))];
}

/** Runs that gave back what this one took, as far as they acted. */
async function readRestores(db: Db, runId: string): Promise<EvidenceFacts['restores']> {
  const runs = await db
    .selectFrom('runs')
    .select(['workflowId', 'stage', 'outcome', 'actedAt'])
    .where('restoresRunId', '=', runId)
    .orderBy('actedAt')
    .execute();
  return runs.flatMap(({ actedAt, ...run }) => (actedAt === null ? [] : [{ ...run, actedAt: actedAt.toISOString() }]));
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
