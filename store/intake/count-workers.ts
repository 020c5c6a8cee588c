import type { Db } from '../database.js';

/** People who work here now, as HR has it. */
export async function countWorkers(db: Db, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('people')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('state', 'is not', null)
    .where('joinedInto', 'is', null)
    .where((where) => where.or([where('endsAt', 'is', null), where('endsAt', '>', now)]))
    .executeTakeFirstOrThrow();
  return count;
}
