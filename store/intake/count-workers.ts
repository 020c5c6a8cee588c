import { sql } from 'kysely';
import type { Db } from '../database.js';

/**
 * People who work here now, or are leaving, as HR has it: those with an employment in force. Neither those who are to
 * start, nor those whose start was called off, nor those of whom only an identity provider speaks. It names whom it
 * suspends and nobody else, so where there is no HR system nobody is counted, and the breaker goes by its fixed number.
 */
export async function countWorkers(db: Db, now: Date): Promise<number> {
  const { count } = await db
    .selectFrom('people')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where(sql<boolean>`state -> 'episodes' <> '[]'`)
    .where('joinedInto', 'is', null)
    .where((where) => where.or([where('startsAt', 'is', null), where('startsAt', '<=', now)]))
    .where((where) => where.or([where('endsAt', 'is', null), where('endsAt', '>', now)]))
    .executeTakeFirstOrThrow();
  return count;
}
