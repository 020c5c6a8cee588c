import pg from 'pg';
import { startPostgres, type RunningPostgres } from '../../local/postgres.js';
import { migrate } from '../../store/migrate.js';

export interface TemplateDatabase {
  /** Connection string of the server's administrative database. */
  adminUrl: string;
  /** Name of the migrated database that tests clone. */
  template: string;
}

/** Starts the run's PostgreSQL, quick instead of safe, with one migrated database to clone. */
export async function startTemplateDatabase(
  runFolder: string,
): Promise<{ server: RunningPostgres; description: TemplateDatabase }> {
  const server = await startPostgres({
    stateFolder: runFolder,
    durable: false,
    settings: { max_connections: 200, max_wal_size: '4GB' },
    reachableFolders: [runFolder],
  });
  const template = 'template_steward';
  await query(server.url, `CREATE DATABASE ${template}`);
  const pool = new pg.Pool({ connectionString: withDatabase(server.url, template), max: 1 });
  await migrate(pool).finally(() => pool.end());
  return { server, description: { adminUrl: server.url, template } };
}

/** The same server, another database. */
export function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

export async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
