import type { ConnectionSettings, Delivery, HrAdapter, HrSecret, Parsed } from '../../hr/adapter.js';
import { signWebhook } from '../../hr/native/sign.js';

/** The moment of all deliveries here. */
export const receivedAt = new Date('2026-11-24T09:00:00Z');

/** A secret in a list of secrets, long in force. */
export function hrSecret(value: string, changes: Partial<HrSecret> = {}): HrSecret {
  return { id: 'key-1', value, notBefore: new Date('2026-01-01T00:00:00Z'), notAfter: null, ...changes };
}

/** `steward-test-secret-0000000000000` in base64. */
export const webhookSecret = 'whsec_c3Rld2FyZC10ZXN0LXNlY3JldC0wMDAwMDAwMDAwMDAw';

export function hrSettings(changes: Partial<ConnectionSettings> = {}): ConnectionSettings {
  return {
    connectionId: '7d1f3f9e-3c55-4b0a-9d5c-2f3d3a3b3c3d',
    sourceKind: 'hr',
    timeZone: null,
    terminationDateMeans: 'last_day',
    locations: {},
    tenant: null,
    definition: undefined,
    ...changes,
  };
}

/** A POST of JSON, unless something else is said. */
export function hrDelivery(body: unknown, changes: Partial<Delivery> = {}): Delivery {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return {
    method: 'POST',
    query: {},
    body: bytes,
    receivedAt,
    ...changes,
    headers: { 'content-type': 'application/json', ...changes.headers },
  };
}

/** The same, signed as Standard Webhooks has it. */
export function signedDelivery(
  body: unknown,
  { id = 'msg_1', headers = {}, sentAt = receivedAt, secrets = [webhookSecret] }: SignedOptions = {},
): Delivery {
  const delivery = hrDelivery(body, { headers });
  const signature = signWebhook({ id, sentAt, body: delivery.body }, ...secrets);
  return { ...delivery, headers: { ...delivery.headers, ...signature } };
}

interface SignedOptions {
  id?: string;
  headers?: Record<string, string>;
  sentAt?: Date;
  secrets?: string[];
}

/** The events of a body, or why there are none. */
export function parsedBy(adapter: HrAdapter, delivery: Delivery, changes: Partial<ConnectionSettings> = {}) {
  const parsed: Parsed = adapter.parse(delivery, hrSettings(changes));
  return parsed.kind === 'events' ? parsed.events : parsed.reason;
}
