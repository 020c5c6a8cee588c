import { sql } from 'kysely';
import type { HrEvent } from '../domain/hr/hr-event.js';
import type { Sealer } from '../domain/sealing.js';
import type { Db } from './database.js';
import { contentColumns, type HrDelivery, type NewHrDelivery } from './hr-events.js';
import type { HrDeliveryState } from './hr-tables.js';

/** A delivery without what it says. */
export type ListedDelivery = Omit<HrDelivery, 'events' | 'raw' | 'eventsKeyId' | 'rawKeyId' | 'deliveryKey'> & {
  connectionName: string;
};

export interface DeliveryFilter {
  states?: readonly HrDeliveryState[];
  connectionId?: string;
  limit: number;
}

const listed = [
  'hrEvents.id',
  'hrEvents.connectionId',
  'hrEvents.state',
  'hrEvents.reason',
  'hrEvents.receivedAt',
  'hrEvents.settledAt',
  'hrEvents.types',
  'hrEvents.secretId',
  'hrEvents.isReplayProtected',
  'hrEvents.isReleased',
  'hrConnections.name as connectionName',
] as const;

/** Deliveries, the newest first. */
export async function listHrDeliveries(
  db: Db,
  { states, connectionId, limit }: DeliveryFilter,
): Promise<ListedDelivery[]> {
  let query = db
    .selectFrom('hrEvents')
    .innerJoin('hrConnections', 'hrConnections.id', 'hrEvents.connectionId')
    .select(listed)
    .orderBy('hrEvents.id', 'desc')
    .limit(limit);
  if (states) query = query.where('hrEvents.state', 'in', states);
  if (connectionId !== undefined) query = query.where('hrEvents.connectionId', '=', connectionId);
  return await query.execute();
}

/** One delivery with what it says, still sealed. */
export async function findHrDelivery(
  db: Db,
  where: { id: number } | { connectionId: string; deliveryKey: string },
): Promise<HrDelivery | undefined> {
  const query = db.selectFrom('hrEvents').selectAll();
  if ('id' in where) return await query.where('id', '=', where.id).executeTakeFirst();
  const { connectionId, deliveryKey } = where;
  return await query.where('connectionId', '=', connectionId).where('deliveryKey', '=', deliveryKey).executeTakeFirst();
}

/** How many deliveries of a connection wait for something. */
export type WaitingCounts = Partial<Record<'pending' | 'quarantined' | 'held', number>>;

/** By the id of the connection. */
export async function countWaitingDeliveries(db: Db): Promise<Map<string, WaitingCounts>> {
  const rows = await db
    .selectFrom('hrEvents')
    .select(['connectionId', 'state', (eb) => eb.fn.countAll<number>().as('count')])
    .where('state', 'in', ['pending', 'quarantined', 'held'])
    .groupBy(['connectionId', 'state'])
    .execute();
  const counts = new Map<string, WaitingCounts>();
  for (const { connectionId, state, count } of rows) {
    counts.set(connectionId, { ...counts.get(connectionId), [state]: count });
  }
  return counts;
}

/**
 * Changes the state of a delivery, if it is in one of these.
 *
 * @returns whether it was
 */
export async function moveHrDelivery(
  db: Db,
  id: number,
  { from, to, reason }: { from: readonly HrDeliveryState[]; to: HrDeliveryState; reason: string | null },
): Promise<boolean> {
  const moved = await db
    .updateTable('hrEvents')
    .set({ state: to, reason, settledAt: to === 'pending' ? null : sql`clock_timestamp()` })
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Puts what was read anew in place of what a delivery said. Not for one that was decided on. */
export async function rereadHrDelivery(
  db: Db,
  sealer: Sealer,
  delivery: HrDelivery,
  read: Pick<NewHrDelivery, 'state' | 'reason' | 'secretId'> & { events: HrEvent[] },
): Promise<void> {
  const { state, reason, secretId, events } = read;
  const { eventsKeyId, events: sealed, types } = contentColumns(sealer, delivery, { events, raw: null });
  await db
    .updateTable('hrEvents')
    .set({ state, reason, secretId, types, eventsKeyId, events: sealed })
    .set({ settledAt: state === 'pending' ? null : sql`clock_timestamp()` })
    .where('id', '=', delivery.id)
    .where('state', '=', delivery.state)
    .execute();
}

/** Bodies and what they say are kept this long. */
export const hrBodyDays = 35;

/**
 * Takes away what deliveries said that are older. What still waits keeps its events, so that it can be decided on; it
 * cannot be read anew.
 *
 * @returns how many lost something
 */
export async function removeOldHrBodies(db: Db): Promise<number> {
  const isOld = sql<boolean>`received_at < clock_timestamp() - ${hrBodyDays} * interval '1 day'`;
  const mayGo = sql<boolean>`state not in ('pending', 'held')`;
  const { numUpdatedRows } = await db
    .updateTable('hrEvents')
    .set({
      raw: null,
      rawKeyId: null,
      events: sql`case when ${mayGo} then null else events end`,
      eventsKeyId: sql`case when ${mayGo} then null else events_key_id end`,
    })
    .where(isOld)
    .where(sql<boolean>`(raw is not null or (events is not null and ${mayGo}))`)
    .executeTakeFirstOrThrow();
  return Number(numUpdatedRows);
}
