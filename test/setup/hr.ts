import { randomBytes } from 'node:crypto';
import { createWebhookSecret } from '../../hr/native/sign.js';
import type { HrEvent } from '../../domain/hr/hr-event.js';
import type { Sealer } from '../../domain/sealing.js';
import type { Db } from '../../store/database.js';
import { type HrConnection, insertHrConnection, type NewHrConnection } from '../../store/hr-connections.js';
import type { NewHrDelivery } from '../../store/hr-events.js';

/** A connection, and the secret that its sender signs with. */
export async function addHrConnection(
  db: Db,
  sealer: Sealer,
  changes: Partial<NewHrConnection> = {},
): Promise<HrConnection & { secret: string }> {
  const secret = createWebhookSecret();
  const connection = await insertHrConnection(
    db,
    sealer,
    {
      name: `hr-${randomBytes(4).toString('hex')}`,
      adapter: 'native',
      sourceKind: 'hr',
      terminationDateMeans: 'last_day',
      locations: {},
      ...changes,
    },
    secret,
  );
  return { ...connection, secret };
}

/** A leaver, unless something else is said. */
export function hrEvent(changes: Partial<HrEvent> = {}): HrEvent {
  return {
    type: 'terminated',
    id: `evt_${randomBytes(6).toString('hex')}`,
    observedAt: '2026-11-24T08:00:00.000Z',
    worker: { externalId: 'E-1042', employmentId: 'primary', workEmail: 'ada.byrne@acme.example' },
    employment: { lastDay: '2026-12-31' },
    effective: { date: '2027-01-01', timeZone: 'Europe/Berlin', timeZoneFrom: 'payload' },
    ...changes,
  };
}

/** A delivery that waits in the inbox of a connection. */
export function newHrDelivery(connectionId: string, changes: Partial<NewHrDelivery> = {}): NewHrDelivery {
  return {
    connectionId,
    deliveryKey: randomBytes(16).toString('hex'),
    state: 'pending',
    reason: null,
    receivedAt: new Date(),
    events: [hrEvent()],
    raw: Buffer.from('{"type":"hr.worker.terminated"}'),
    secretId: null,
    isReplayProtected: true,
    ...changes,
  };
}
