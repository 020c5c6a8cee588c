import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

/** The database was migrated by a newer version of the program. */
export class SchemaFromFutureError extends Error {
  override name = 'SchemaFromFutureError';
}

/** The database lacks migrations that this version needs. */
export class SchemaOutdatedError extends Error {
  override name = 'SchemaOutdatedError';
}

interface Migration {
  number: number;
  /** File name, such as 000001_inventory.sql. */
  name: string;
}

/** Beside this file: the build copies them along. */
const folder = new URL('./migrations/', import.meta.url);

/** Any number that no other program locks in the same database. */
const migrationLock = 7_240_157_301;

/**
 * Brings the schema up to date, all or nothing. Safe when many processes start at once: one migrates, the others wait
 * and find it done.
 *
 * @returns the files that were applied by this call
 * @throws SchemaFromFutureError when the database is newer than this program; nothing is changed
 */
export async function migrate(pool: pg.Pool): Promise<{ applied: string[] }> {
  const known = await listMigrations();
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(`create table if not exists migrations (
      number integer primary key, name text not null, applied_at timestamptz not null default clock_timestamp())`);
    const missing = missingMigrations(known, await readNewest(client));
    for (const migration of missing) await apply(client, migration);
    await client.query('commit');
    return { applied: missing.map(({ name }) => name) };
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => (broken = rollbackError));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Looks whether the schema is the one this program was written for.
 *
 * @throws SchemaFromFutureError, SchemaOutdatedError
 */
export async function assertSchemaCurrent(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>(`select to_regclass('migrations') is not null as found`);
  const newest = rows[0]?.found === true ? await readNewest(pool) : null;
  const missing = missingMigrations(await listMigrations(), newest);
  if (missing.length > 0) {
    const names = missing.map(({ name }) => name).join(', ');
    throw new SchemaOutdatedError(`The database lacks ${names}. Run "steward setup" to migrate it.`);
  }
}

async function listMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{6}_[a-z0-9_]+\.sql$/.test(name)).sort();
  return names.map((name) => ({ number: Number(name.slice(0, 6)), name }));
}

async function readNewest(client: pg.Pool | pg.PoolClient): Promise<Migration | null> {
  const { rows } = await client.query<Migration>('select number, name from migrations order by number desc limit 1');
  return rows[0] ?? null;
}

function missingMigrations(known: Migration[], newest: Migration | null): Migration[] {
  const last = known.at(-1)?.number ?? 0;
  if (newest && newest.number > last) {
    throw new SchemaFromFutureError(
      `The database was migrated by a newer version of retool-steward (${newest.name}). Use that version or a later one.`,
    );
  }
  return known.filter(({ number }) => number > (newest?.number ?? 0));
}

async function apply(client: pg.PoolClient, { number, name }: Migration): Promise<void> {
  await client.query(await readFile(new URL(name, folder), 'utf8'));
  await client.query('insert into migrations (number, name) values ($1, $2)', [number, name]);
}
