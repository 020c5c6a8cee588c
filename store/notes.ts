import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db, NoteKind } from './database.js';

/** How many notes of each kind are kept of an account. */
export async function countNotes(db: Db, accountId: AccountId): Promise<Record<NoteKind, number>> {
  const { rows } = await sql<Record<NoteKind, number>>`select
    (select count(*) from token_notes where account_id = ${accountId}) as tokens,
    (select count(*) from workflow_notes where account_id = ${accountId}) as workflows`.execute(db);
  return rows[0] as Record<NoteKind, number>;
}
