import { sql } from 'kysely';
import type { Db } from './database.js';
import { type SealedKind, type SealedTable, sealedTables } from './sealed-rows.js';

/** How many rows of a kind a key seals. A row with two parts counts once for each key it needs. */
export interface SealedCount {
  kind: SealedKind;
  keyId: string;
  rows: number;
}

/** How much each key seals in the database, whether or not anybody has the key. */
export async function countSealedRows(db: Db): Promise<SealedCount[]> {
  const counts: SealedCount[] = [];
  for (const table of sealedTables) counts.push(...(await countTable(db, table)));
  return counts;
}

async function countTable(db: Db, { kind, table, id, parts }: SealedTable): Promise<SealedCount[]> {
  const needs = parts.map(
    ({ keyId, bytes }) =>
      sql`select ${sql.ref(id)} as id, ${sql.ref(keyId)} as key_id from ${sql.table(table)} where ${sql.ref(bytes)} is not null`,
  );
  const { rows } = await sql<Omit<SealedCount, 'kind'>>`
    select key_id, count(*)::int as rows from (${sql.join(needs, sql` union `)}) as needs
    group by key_id`.execute(db);
  return rows.map((row) => ({ kind, ...row }));
}
