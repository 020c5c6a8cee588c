import type { FastifyBaseLogger } from 'fastify';
import type { Sealer } from '../../domain/sealing.js';
import type { Delivery, Handshake, HrAdapter } from '../../hr/adapter.js';
import type { Db } from '../../store/database.js';
import { insertHrDelivery } from '../../store/hr-events.js';
import { findHrSender } from '../../store/hr-sender.js';
import { assertClock } from './assert-clock.js';
import type { DeliveryNotes } from './delivery-notes.js';
import { readDelivery } from './read-delivery.js';

export interface ReceiveDeps {
  db: Db;
  sealer: Sealer;
  findAdapter: (name: string) => HrAdapter | undefined;
  notes: DeliveryNotes;
  log: FastifyBaseLogger;
}

/** What the sender is told. */
export type Receipt =
  { kind: 'stored' } | { kind: 'handshake'; answer: Handshake } | { kind: 'wrong-method' } | { kind: 'refused' };

/** Strangers are checked as if they used this, the most common one. */
const usualAdapter = 'native';

/**
 * Takes in one request: handshake, check, and a row in the inbox before the sender hears that all is well. What came
 * before is known again. Throws only when the database, our clock or our own setting-up is to blame, so that the sender tries again.
 */
export async function receiveDelivery(deps: ReceiveDeps, hookId: string, delivery: Delivery): Promise<Receipt> {
  const { db, sealer, notes, log } = deps;
  const { connection, secrets = [] } = (await findHrSender(db, sealer, hookId)) ?? {};
  const adapter = requireAdapter(deps, connection?.adapter ?? usualAdapter);
  const answer = adapter.handshake?.(delivery, secrets);
  if (answer) return { kind: 'handshake', answer };
  if (delivery.method !== 'POST') return { kind: 'wrong-method' };

  const read = readDelivery(adapter, connection, secrets, delivery);
  if ('refusal' in read || !connection) {
    const why = 'refusal' in read ? read.refusal : 'no such connection';
    log.info({ connection: connection?.name, why }, 'delivery refused');
    if (connection) notes.refused(connection, why, delivery.receivedAt);
    if ('refusal' in read && read.isOutOfTime) await assertClock(db, delivery.receivedAt);
    return { kind: 'refused' };
  }
  const id = await insertHrDelivery(db, sealer, read.row);
  const { state, reason, events, secretId } = read.row;
  const line = { connection: connection.name, delivery: id, state, reason, events: events.length };
  if (id === undefined) log.debug({ connection: connection.name }, 'delivery known already');
  else if (state === 'quarantined') log.warn(line, 'delivery in quarantine');
  else log.info(line, 'delivery stored');
  notes.delivered(connection, secretId, delivery.receivedAt);
  return { kind: 'stored' };
}

function requireAdapter({ findAdapter }: ReceiveDeps, name: string): HrAdapter {
  const adapter = findAdapter(name);
  if (!adapter) throw new TypeError(`There is no adapter ${name} in this version.`);
  return adapter;
}
