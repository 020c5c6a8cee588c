import type { Insertable } from 'kysely';
import type { Settlements } from '../domain/people/fold-claims.js';
import type { Database, Db } from './database.js';

/** What operators decided about a person, by what it is about. */
export async function readSettlements(db: Db, personId: string): Promise<Settlements> {
  const rows = await db
    .selectFrom('settlements')
    .select(['conflict', 'choice'])
    .where('personId', '=', personId)
    .execute();
  return Object.fromEntries(rows.map(({ conflict, choice }) => [conflict, choice]));
}

/** Keeps a decision about a person; one about the same takes the place of the one before. */
export async function settle(db: Db, decision: Omit<Insertable<Database['settlements']>, 'decidedAt'>): Promise<void> {
  await db
    .insertInto('settlements')
    .values(decision)
    .onConflict((conflict) =>
      conflict.columns(['personId', 'conflict']).doUpdateSet((set) => ({
        choice: set.ref('excluded.choice'),
        operatorName: set.ref('excluded.operatorName'),
        reason: set.ref('excluded.reason'),
        decidedAt: new Date(),
      })),
    )
    .execute();
}
