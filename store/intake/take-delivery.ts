import { type Kysely, sql, type Transaction } from 'kysely';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import type { Sealer } from '../../domain/sealing.js';
import { insertClaim } from '../claims.js';
import type { Database } from '../database.js';
import { passBreaker } from '../hr-breaker.js';
import { isPassingTrouble } from '../postgres-error.js';
import { markDelivery, type PendingDelivery, takePendingDelivery } from '../hr-events.js';
import { countWorkers } from './count-workers.js';
import { type DecideContext, decidePerson, lockPeople } from './decide-person.js';
import { joinDuplicates } from './join-duplicates.js';
import { matchWorker } from './match-worker.js';

/**
 * Takes the next delivery. One that cannot be decided on for a reason of its own goes to quarantine, so that it holds up
 * nothing else; what fails for want of the database stays where it is.
 *
 * @returns its id, null when none waits; and the name of what went wrong with it
 */
export async function takeNextDelivery(
  db: Kysely<Database>,
  sealer: Sealer,
  context: DecideContext,
): Promise<{ id: number | null; failure: string | null }> {
  let delivery: PendingDelivery | undefined;
  try {
    await db.transaction().execute(async (trx) => {
      await takeDelivery(trx, sealer, context, (taken) => (delivery = taken));
    });
    return { id: delivery?.id ?? null, failure: null };
  } catch (error) {
    if (delivery === undefined || isPassingTrouble(error)) throw error;
    const failure = error instanceof Error ? error.name : 'unknown';
    await markDelivery(db, delivery.id, { state: 'quarantined', detail: `it could not be decided on: ${failure}` });
    return { id: delivery.id, failure };
  }
}

/**
 * Takes one delivery out of the inbox and decides on everybody it speaks of: claims, people, runs, commands and the mark
 * on the delivery are one transaction, so a crash leaves all of it or nothing.
 */
async function takeDelivery(
  trx: Transaction<Database>,
  sealer: Sealer,
  context: DecideContext,
  onTaken: (delivery: PendingDelivery) => void,
): Promise<void> {
  const delivery = await takePendingDelivery(trx, sealer);
  if (!delivery) return;
  onTaken(delivery);
  await sql`savepoint before_delivery`.execute(trx);
  const endings = await takeEvents(trx, delivery, context);
  if (endings.length > 0 && !delivery.isReleased) {
    // The breaker is asked before anything is written: what was, was to find out whose access it takes.
    await sql`rollback to savepoint before_delivery`.execute(trx);
    const verdict = await passBreaker(trx, {
      connectionId: delivery.connectionId,
      subjects: endings,
      isReleased: false,
      countActiveWorkers: () => countWorkers(trx, context.now),
    });
    if (!verdict.passes) {
      return await markDelivery(trx, delivery.id, { state: 'held', detail: verdict.reason });
    }
    await takeEvents(trx, delivery, context);
  }
  await markDelivery(trx, delivery.id, { state: 'done' });
}

/** @returns the people who end or are suspended by it, or sooner than was known */
async function takeEvents(
  trx: Transaction<Database>,
  delivery: PendingDelivery,
  context: DecideContext,
): Promise<string[]> {
  const endings: string[] = [];
  const news = await takeClaims(trx, delivery, context.now);
  for (const [personId, events] of news) {
    const decision = await decidePerson(trx, personId, context);
    if (decision?.takesAccess) endings.push(personId);
    await joinDuplicates(trx, personId, events, context);
  }
  return endings;
}

/** @returns the people of whom something new was said, and what. What was said before changes nothing. */
async function takeClaims(
  trx: Transaction<Database>,
  { id, connectionId, sourceKind, events }: PendingDelivery,
  now: Date,
): Promise<Map<string, HrEvent[]>> {
  const news = new Map<string, HrEvent[]>();
  const told: { personId: string; event: HrEvent }[] = [];
  for (const event of events) {
    told.push({ personId: await matchWorker(trx, { connectionId, sourceKind }, event, now), event });
  }
  await lockPeople(
    trx,
    told.map(({ personId }) => personId),
  );
  for (const { personId, event } of told) {
    const isNews = await insertClaim(trx, { personId, connectionId, sourceKind, event, hrEventId: id });
    if (isNews) news.set(personId, [...(news.get(personId) ?? []), event]);
  }
  return news;
}
