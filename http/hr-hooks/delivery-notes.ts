import type { FastifyBaseLogger } from 'fastify';
import type { Db } from '../../store/database.js';
import { type HrConnection, noteHrDelivery, noteHrRefusal } from '../../store/hr-connections.js';

/** Notes beside the inbox, for those who look after connections. Losing one does no harm. */
export interface DeliveryNotes {
  delivered(connection: HrConnection, secretId: string | null, at: Date): void;
  refused(connection: HrConnection, why: string, at: Date): void;
}

const betweenDeliveriesMs = 60_000;
const betweenRefusalsMs = 10_000;

/**
 * Writes that a connection lives at most once a minute, and why it was refused a little oftener: rows of connections are
 * not for counting. Nobody waits for it.
 */
export function createDeliveryNotes(db: Db, log: FastifyBaseLogger): DeliveryNotes {
  const noted = new Map<string, number>();
  const atMostEvery = (key: string, betweenMs: number, at: Date, note: () => Promise<void>): void => {
    if (at.getTime() - (noted.get(key) ?? -Infinity) < betweenMs) return;
    noted.set(key, at.getTime());
    note().catch((error: Error) => log.warn({ error: error.name }, 'a note on a connection was not written'));
  };
  return {
    delivered({ id: connectionId }, secretId, at) {
      atMostEvery(`${connectionId} ${secretId}`, betweenDeliveriesMs, at, () =>
        noteHrDelivery(db, { connectionId, secretId, at }),
      );
    },
    refused({ id: connectionId }, why, at) {
      atMostEvery(`${connectionId} refused`, betweenRefusalsMs, at, () => noteHrRefusal(db, { connectionId, why, at }));
    },
  };
}
