import type { KnownRun } from '../../domain/people/known-run.js';
import type { Db } from '../database.js';

/** All runs about a person, as decisions look at them. */
export async function listKnownRuns(db: Db, personId: string): Promise<KnownRun[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'kind', 'episode', 'effectiveAt', 'actedAt', 'closedAt', 'liftedAt', 'facts'])
    .where('personId', '=', personId)
    .orderBy('askedAt')
    .execute();
  return rows.map(({ episode, effectiveAt, actedAt, closedAt, liftedAt, ...row }) => ({
    ...row,
    episode: episode ?? 0,
    effectiveAt: effectiveAt.toISOString(),
    actedAt: actedAt?.toISOString() ?? null,
    closedAt: closedAt?.toISOString() ?? null,
    liftedAt: liftedAt?.toISOString() ?? null,
  }));
}
