import type { OpenDatabase } from '../../store/pool.js';

/** Changes ledger or index as somebody can who owns the database: with the triggers that forbid it out of the way. */
export async function tamper({ pool }: OpenDatabase, statement: string, values: unknown[] = []): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`set local session_replication_role = 'replica'`);
    await client.query(statement, values);
    await client.query('commit');
  } finally {
    client.release();
  }
}
