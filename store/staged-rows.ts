import { sql } from 'kysely';
import type { Db } from './database.js';
import { type StagedKind, stagingTable } from './staging-tables.js';

/** Rows of a part of a run's staging, duplicates included: tells whether all that was written is still there. */
export async function countStagedRows(db: Db, runId: string, kind: StagedKind, part: number): Promise<number> {
  const table = stagingTable(runId, kind);
  const { rows } = await sql<{ count: number }>`select count(*) from ${table} where part = ${part}`.execute(db);
  return rows[0]?.count ?? 0;
}
