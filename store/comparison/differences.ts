import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Database } from '../database.js';
import { columnsOf, type InventoryTable, listOf } from './inventory-table.js';
import type { Reading } from './reading.js';

/** How many rows of a kind there were, and how they differ. */
export interface DifferenceCounts {
  before: number;
  appeared: number;
  gone: number;
}

/**
 * Makes `<table>_differences` of what was read and what the inventory has: rows with `change` (new, changed, gone) and
 * the whole row before and after.
 */
export async function findDifferences(
  trx: Transaction<Database>,
  { accountId }: Reading,
  table: InventoryTable,
  fresh: RawBuilder<unknown>,
): Promise<DifferenceCounts> {
  const { compared, kept, idType } = table;
  const name = sql.raw(table.name);
  const differences = sql.raw(`${table.name}_differences`);
  const keptColumns = kept.map((column) => sql`, coalesce(b.${sql.raw(column)}, f.${sql.raw(column)})`);
  await sql`create temporary table ${differences} (
    id ${sql.raw(idType)}, change text, before ${name}, after ${name}) on commit drop`.execute(trx);
  await sql`insert into ${differences}
    select coalesce(f.id, b.id),
      case when b.id is null then 'new' when f.id is null then 'gone' else 'changed' end,
      case when b.id is not null then row(${listOf(columnsOf(table), 'b')})::${name} end,
      case when f.id is not null then
        row(${accountId}::uuid, f.id, ${listOf(compared, 'f')}${sql.join(keptColumns, sql``)})::${name} end
    from ${fresh} f
    full join (select * from ${name} where account_id = ${accountId}) b on b.id = f.id
    where b.id is null or f.id is null
      or (${listOf(compared, 'f')}) is distinct from (${listOf(compared, 'b')})`.execute(trx);
  await sql`analyze ${differences}`.execute(trx);
  const { rows } = await sql<DifferenceCounts>`select
    (select count(*) from ${name} where account_id = ${accountId}) as before,
    count(*) filter (where change = 'new') as appeared,
    count(*) filter (where change = 'gone') as gone
    from ${differences}`.execute(trx);
  return rows[0] as DifferenceCounts;
}

/** Brings a table of the inventory up to date. */
export async function applyDifferences(
  trx: Transaction<Database>,
  { accountId }: Reading,
  table: InventoryTable,
): Promise<void> {
  const name = sql.raw(table.name);
  const differences = sql.raw(`${table.name}_differences`);
  const assignments = sql.raw(table.compared.map((column) => `${column} = (d.after).${column}`).join(', '));
  // By an array, which is looked up in the index: a join is planned badly while a new table has no statistics.
  await sql`delete from ${name} where account_id = ${accountId}
    and id = any(array(select id from ${differences} where change = 'gone'))`.execute(trx);
  await sql`update ${name} t set ${assignments} from ${differences} d
    where t.account_id = ${accountId} and t.id = d.id and d.change = 'changed'`.execute(trx);
  await sql`insert into ${name} select (after).* from ${differences} where change = 'new'`.execute(trx);
}
