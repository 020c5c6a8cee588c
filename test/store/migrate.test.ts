import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assertSchemaCurrent, migrate, SchemaFromFutureError, SchemaOutdatedError } from '../../store/migrate.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { createTestDatabase, type TestDatabase } from '../setup/database.js';

let test: TestDatabase;
let database: OpenDatabase;
let pool: pg.Pool;
beforeEach(async () => {
  test = await createTestDatabase({ migrated: false });
  database = openDatabase({ url: test.url, applicationName: 'test', maxConnections: 20 });
  pool = database.pool;
});
afterEach(async () => {
  await database.close();
  await test.drop();
});

const tables = async () => {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  return rows.map(({ name }) => name);
};

describe('migrations', () => {
  it('are applied by exactly one of twenty processes that start at once', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => migrate(pool)));
    const applied = results.flatMap((result) => result.applied);
    expect(applied).toEqual([...new Set(applied)]);
    expect(applied[0]).toBe('000001_inventory.sql');
    expect(await tables()).toContain('accounts');
  });

  it('change nothing the second time', async () => {
    await migrate(pool);
    expect(await migrate(pool)).toEqual({ applied: [] });
    await expect(assertSchemaCurrent(pool)).resolves.toBeUndefined();
  });

  it('refuse a schema from the future and leave it alone', async () => {
    await migrate(pool);
    await pool.query(`insert into migrations (number, name) values (999999, '999999_flying_cars.sql')`);
    const before = await tables();
    await expect(migrate(pool)).rejects.toThrow(SchemaFromFutureError);
    await expect(migrate(pool)).rejects.toThrow(/newer version of retool-steward \(999999_flying_cars\.sql\)/);
    await expect(assertSchemaCurrent(pool)).rejects.toThrow(SchemaFromFutureError);
    expect(await tables()).toEqual(before);
  });

  it('are missed by a program that starts before them', async () => {
    await expect(assertSchemaCurrent(pool)).rejects.toThrow(SchemaOutdatedError);
    await expect(assertSchemaCurrent(pool)).rejects.toThrow(/steward setup/);
  });

  it('leave nothing behind when one of them fails', async () => {
    await pool.query('create table users (other text)');
    await expect(migrate(pool)).rejects.toThrow(/already exists/);
    expect(await tables()).toEqual(['users']);
  });
});
