import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from './database.js';

export interface DatabaseOptions {
  /** Connection string. */
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Connections this process may hold at once. */
  maxConnections: number;
}

export interface OpenDatabase {
  db: Kysely<Database>;
  /** The same connections, for COPY. */
  pool: pg.Pool;
  /** Waits for queries that are under way. */
  close(): Promise<void>;
}

const connectTimeoutMs = 10_000;

/**
 * Bigints are ids and counts far below 2^53: read as numbers. A day is a day, in no zone: read as its text. Everything
 * else as the driver does.
 */
const readers = { [pg.types.builtins.INT8]: Number, 1016: readNumbers, [pg.types.builtins.DATE]: (day: string) => day };

function readNumbers(text: string): number[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(Number);
}

/** Opens a pool of connections. None is made before the first query. */
export function openDatabase({ url, applicationName, maxConnections }: DatabaseOptions): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max: maxConnections,
    connectionTimeoutMillis: connectTimeoutMs,
    types: {
      getTypeParser: (oid: number, format?: string) =>
        (format !== 'binary' && readers[oid as keyof typeof readers]) || pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // A connection that breaks is replaced by the pool, and the query on it fails. Without listeners for the pool's idle
  // connections and for those in use it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { db, pool, close: () => db.destroy() };
}
