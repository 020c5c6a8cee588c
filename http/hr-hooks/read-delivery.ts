import type { ConnectionSettings, Delivery, HrAdapter, HrSecret } from '../../hr/adapter.js';
import type { HrConnection } from '../../store/hr-connections.js';
import type { NewHrDelivery } from '../../store/hr-events.js';
import { deliveryKeyOf } from './delivery-key.js';
import { toStoredRequest } from './stored-request.js';

/** A row for the inbox, or why the request is not the sender's. */
export type ReadDelivery =
  | { row: NewHrDelivery }
  /** Out of time: it is the sender's, and too old or too early by our clock. */
  | { refusal: string; isOutOfTime: boolean };

const longestReason = 300;

/**
 * Checks that a request is the sender's, and reads it. What is authentic always gives a row, also what is not understood:
 * that waits in quarantine. A connection nobody knows is checked as any other, without a secret that could fit.
 *
 * @param options.isRedelivery an operator has it read again
 */
export function readDelivery(
  adapter: HrAdapter,
  connection: HrConnection | undefined,
  secrets: readonly HrSecret[],
  delivery: Delivery,
  { isRedelivery = false } = {},
): ReadDelivery {
  const settings = { ...toSettings(connection), isRedelivery };
  const verification = adapter.verify(delivery, settings, secrets);
  if (!verification.isAuthentic) {
    return { refusal: verification.why, isOutOfTime: verification.isOutOfTime === true };
  }
  if (!connection) return { refusal: 'no such connection', isOutOfTime: false };
  const { deliveryId, ...outcome } = parse(adapter, delivery, settings);
  return {
    row: {
      connectionId: connection.id,
      deliveryKey: deliveryKeyOf(verification.messageId, deliveryId, delivery.body),
      receivedAt: delivery.receivedAt,
      raw: toStoredRequest(delivery),
      secretId: verification.keyId,
      isReplayProtected: verification.isReplayProtected,
      ...outcome,
    },
  };
}

type Outcome = Pick<NewHrDelivery, 'state' | 'reason' | 'events'> & { deliveryId: string | null };

function parse(adapter: HrAdapter, delivery: Delivery, settings: ConnectionSettings): Outcome {
  const parsed = parseOrQuarantine(adapter, delivery, settings);
  const { deliveryId } = parsed;
  if (parsed.kind === 'quarantine') {
    return { deliveryId, state: 'quarantined', reason: toLine(parsed.reason), events: [] };
  }
  const { events } = parsed;
  if (events.length === 0) return { deliveryId, state: 'done', reason: 'nothing in it is of interest here', events };
  const isTest = events.every((event) => event.isTest === true);
  return { deliveryId, state: isTest ? 'test' : 'pending', reason: null, events };
}

/** An adapter that breaks on a body loses nothing: an operator looks, and it can be read again. */
function parseOrQuarantine(adapter: HrAdapter, delivery: Delivery, settings: ConnectionSettings) {
  try {
    return adapter.parse(delivery, settings);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'an error';
    return { kind: 'quarantine' as const, deliveryId: null, reason: `reading it failed: ${name}` };
  }
}

function toLine(reason: string): string {
  return reason.replaceAll(/\p{C}+/gu, ' ').slice(0, longestReason);
}

function toSettings(connection: HrConnection | undefined): ConnectionSettings {
  return {
    connectionId: connection?.id ?? '',
    sourceKind: connection?.sourceKind ?? 'hr',
    timeZone: connection?.timeZone ?? null,
    terminationDateMeans: connection?.terminationDateMeans ?? 'last_day',
    locations: connection?.locations ?? {},
    tenant: connection?.tenant ?? null,
    definition: connection?.definition ?? null,
  };
}
