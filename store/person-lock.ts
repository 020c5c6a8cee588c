import { type RawBuilder, sql } from 'kysely';

/**
 * The key of the advisory lock on a person. Whoever decides on somebody takes it before any row of theirs, and those of
 * several people in the order of their ids, so that no two wait for each other.
 */
export function personLockKey(personId: string | RawBuilder<string>): RawBuilder<bigint> {
  return sql<bigint>`hashtextextended('person/' || ${personId}::text, 0)`;
}
