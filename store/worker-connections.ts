import { sql } from 'kysely';
import type { Db } from './database.js';

/** By what a worker's connections are known to the database. */
export const workerApplicationName = 'steward worker';

/** Whether a worker is connected to this database. */
export async function isWorkerConnected(db: Db): Promise<boolean> {
  const { rows } = await sql<{ isConnected: boolean }>`
    select exists (
      select from pg_stat_activity where datname = current_database() and application_name = ${workerApplicationName}
    ) as "isConnected"`.execute(db);
  return rows[0]?.isConnected === true;
}
