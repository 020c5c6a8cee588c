import { createHash } from 'node:crypto';
import { canonicalJson } from '../domain/canonical-json.js';
import type { HrEvent, HrSourceKind } from '../domain/hr/hr-event.js';
import type { Claim } from '../domain/people/claim.js';
import type { Db } from './database.js';

export interface NewClaim {
  personId: string;
  connectionId: string;
  sourceKind: HrSourceKind;
  event: HrEvent;
  /** The delivery that brought it. */
  hrEventId: number | null;
}

/**
 * Keeps what was said of a person, once.
 *
 * @returns whether it is new
 */
export async function insertClaim(db: Db, { event, ...claim }: NewClaim): Promise<boolean> {
  const row = await db
    .insertInto('hrClaims')
    .values({
      ...claim,
      eventId: event.id,
      eventHash: createHash('sha256').update(canonicalJson(event)).digest('hex'),
      observedAt: new Date(event.observedAt),
      type: event.type,
      event: JSON.stringify(event),
    })
    .onConflict((conflict) => conflict.columns(['connectionId', 'eventId', 'eventHash']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Everything that was said of a person. */
export async function listClaims(db: Db, personId: string): Promise<Claim[]> {
  return await db
    .selectFrom('hrClaims')
    .select(['connectionId', 'sourceKind', 'event'])
    .where('personId', '=', personId)
    .orderBy('observedAt')
    .execute();
}
