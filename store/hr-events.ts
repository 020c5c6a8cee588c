import { type Selectable, sql, type Transaction } from 'kysely';
import type { HrEvent, HrSourceKind } from '../domain/hr/hr-event.js';
import type { Sealer } from '../domain/sealing.js';
import type { Database, Db } from './database.js';
import type { HrDeliveryState } from './hr-tables.js';
import { sealContexts } from './sealed-rows.js';

/** One delivery in the inbox. */
export type HrDelivery = Selectable<Database['hrEvents']>;

export interface NewHrDelivery {
  connectionId: string;
  /** The same whenever the same is sent again. */
  deliveryKey: string;
  state: HrDeliveryState;
  reason: string | null;
  receivedAt: Date;
  events: HrEvent[];
  /** The request as it came in; null where there was none, as for a roster. */
  raw: Uint8Array | null;
  secretId: string | null;
  isReplayProtected: boolean | null;
}

/** What the intake decides on. */
export interface PendingDelivery {
  id: number;
  connectionId: string;
  connectionName: string;
  sourceKind: HrSourceKind;
  receivedAt: Date;
  /** Without trials of the sender. */
  events: HrEvent[];
  /** An operator let it pass the breaker. */
  isReleased: boolean;
}

/**
 * Puts a delivery into the inbox, once.
 *
 * @returns its id; undefined when it is there already
 */
export async function insertHrDelivery(db: Db, sealer: Sealer, given: NewHrDelivery): Promise<number | undefined> {
  const { events, raw, ...columns } = given;
  const row = await db
    .insertInto('hrEvents')
    .values({
      ...columns,
      settledAt: columns.state === 'pending' ? null : columns.receivedAt,
      ...contentColumns(sealer, columns, { events, raw }),
    })
    .onConflict((conflict) => conflict.columns(['connectionId', 'deliveryKey']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

type DeliveryName = Pick<HrDelivery, 'connectionId' | 'deliveryKey'>;

/** The columns that hold what a delivery says. */
export function contentColumns(
  sealer: Sealer,
  name: DeliveryName,
  { events, raw }: Pick<NewHrDelivery, 'events' | 'raw'>,
): Pick<HrDelivery, 'types' | 'eventsKeyId' | 'events' | 'rawKeyId' | 'raw'> {
  const said = events.length > 0 ? sealer.seal(Buffer.from(JSON.stringify(events)), sealContexts.hrEvents(name)) : null;
  const body = raw && sealer.seal(raw, sealContexts.hrBody(name));
  return {
    types: [...new Set(events.map(({ type }) => type))],
    eventsKeyId: said?.keyId ?? null,
    events: said && Buffer.from(said.bytes),
    rawKeyId: body?.keyId ?? null,
    raw: body && Buffer.from(body.bytes),
  };
}

/**
 * Takes the oldest delivery that waits and that nobody else holds, and holds it until the transaction ends. Those of
 * paused connections wait on. One whose events cannot be opened goes to quarantine, and the next is taken.
 *
 * @returns undefined when none waits
 */
export async function takePendingDelivery(
  trx: Transaction<Database>,
  sealer: Sealer,
): Promise<PendingDelivery | undefined> {
  for (;;) {
    const row = await trx
      .selectFrom('hrEvents')
      .innerJoin('hrConnections', 'hrConnections.id', 'hrEvents.connectionId')
      .selectAll('hrEvents')
      .select(['hrConnections.name as connectionName', 'hrConnections.sourceKind'])
      .where('hrEvents.state', '=', 'pending')
      .where('hrConnections.pausedAt', 'is', null)
      .orderBy('hrEvents.id')
      .limit(1)
      .forUpdate('hrEvents')
      .skipLocked()
      .executeTakeFirst();
    if (!row) return undefined;
    const { id, connectionId, connectionName, sourceKind, receivedAt, isReleased } = row;
    try {
      const events = openHrEvents(sealer, row).filter(({ isTest }) => isTest !== true);
      return { id, connectionId, connectionName, sourceKind, receivedAt, events, isReleased };
    } catch (error) {
      await markDelivery(trx, id, { state: 'quarantined', detail: whyNotOpened(error) });
    }
  }
}

/** Says what became of a delivery. @param outcome.detail a path and a rule or an operator's words; nothing of the body */
export async function markDelivery(
  db: Db,
  id: number,
  { state, detail = null }: { state: HrDeliveryState; detail?: string | null },
): Promise<void> {
  await db
    .updateTable('hrEvents')
    .set({ state, reason: detail, settledAt: state === 'pending' ? null : sql`clock_timestamp()` })
    .where('id', '=', id)
    .execute();
}

/** What a delivery says. @throws UnknownKeyError, SealBrokenError of the sealer */
export function openHrEvents(
  sealer: Sealer,
  delivery: DeliveryName & Pick<HrDelivery, 'eventsKeyId' | 'events'>,
): HrEvent[] {
  const { eventsKeyId: keyId, events: bytes } = delivery;
  if (keyId === null || bytes === null) return [];
  return JSON.parse(
    Buffer.from(sealer.open({ keyId, bytes }, sealContexts.hrEvents(delivery))).toString(),
  ) as HrEvent[];
}

/** The request of a delivery; undefined when it is gone. @throws UnknownKeyError, SealBrokenError of the sealer */
export function openHrBody(
  sealer: Sealer,
  delivery: DeliveryName & Pick<HrDelivery, 'rawKeyId' | 'raw'>,
): Buffer | undefined {
  const { rawKeyId: keyId, raw: bytes } = delivery;
  if (keyId === null || bytes === null) return undefined;
  return Buffer.from(sealer.open({ keyId, bytes }, sealContexts.hrBody(delivery)));
}

function whyNotOpened(error: unknown): string {
  if (error instanceof Error && ['UnknownKeyError', 'SealBrokenError'].includes(error.name)) {
    return `what it says cannot be opened (${error.name}); see STEWARD_ENCRYPTION_KEYS and steward keys list`;
  }
  throw error;
}
