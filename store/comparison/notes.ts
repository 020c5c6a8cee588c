import { sql, type Transaction } from 'kysely';
import type { Database, NoteKind } from '../database.js';
import type { Reading } from './reading.js';

interface NotesTable {
  name: string;
  /** Columns behind account_id and id, with their types, in the order of the table. */
  columns: [name: string, type: string][];
}

const tables: Record<NoteKind, NotesTable> = {
  tokens: {
    name: 'token_notes',
    columns: [
      ['label', 'text'],
      ['last4', 'text'],
      ['owner_legacy_id', 'bigint'],
      ['scopes', 'text[]'],
      ['created_at', 'timestamptz'],
    ],
  },
  workflows: {
    name: 'workflow_notes',
    columns: [
      ['name', 'text'],
      ['created_by_legacy_id', 'bigint'],
      ['crontab', 'text'],
      ['timezone', 'text'],
      ['is_enabled', 'boolean'],
    ],
  },
};

/**
 * Puts the notes that a run read in place of those that are kept, kind by kind. What it was not allowed to read is known
 * no more; what it did not get to read stays as it was.
 */
export async function replaceNotes(trx: Transaction<Database>, reading: Reading): Promise<void> {
  const staged = await trx
    .selectFrom('stagedNotes')
    .select(['kind', 'readAt', 'unreadReason'])
    .where('syncRunId', '=', reading.runId)
    .execute();
  for (const { kind, readAt, unreadReason } of staged) {
    await replaceKind(trx, reading, kind);
    const facts = { readAt: unreadReason === null ? readAt : null, unreadReason };
    await trx
      .updateTable('accounts')
      .set({ [`${kind}ReadAt`]: facts.readAt, [`${kind}UnreadReason`]: facts.unreadReason })
      .where('id', '=', reading.accountId)
      .execute();
  }
}

/** Writes only rows that differ. */
async function replaceKind(trx: Transaction<Database>, { accountId, runId }: Reading, kind: NoteKind): Promise<void> {
  const { name, columns } = tables[kind];
  const table = sql.table(name);
  const typed = sql.raw(['id text collate "C"', ...columns.map((column) => column.join(' '))].join(', '));
  const listed = (alias: string) => sql.raw(columns.map(([column]) => `${alias}.${column}`).join(', '));
  const fresh = sql`(select distinct on (notes.id) notes.* from staged_notes as staged,
    jsonb_to_recordset(staged.notes) as notes(${typed})
    where staged.sync_run_id = ${runId} and staged.kind = ${kind} order by notes.id)`;
  await sql`delete from ${table} where account_id = ${accountId}
    and id <> all(array(select id from ${fresh} as fresh))`.execute(trx);
  const assignments = sql.raw(columns.map(([column]) => `${column} = excluded.${column}`).join(', '));
  await sql`insert into ${table} as kept select ${accountId}::uuid, fresh.* from ${fresh} as fresh
    on conflict (account_id, id) do update set ${assignments}
    where (${listed('kept')}) is distinct from (${listed('excluded')})`.execute(trx);
}
