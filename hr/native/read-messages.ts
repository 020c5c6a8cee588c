import type { Delivery } from '../adapter.js';
import { describeIssues, joinPath } from '../canonical/describe-issues.js';
import type { SaidEvent } from '../canonical/to-hr-event.js';
import { isJson, mediaTypeOf } from '../media-type.js';
import { readJson } from '../read-json.js';
import { webhookHeaders } from '../verify/standard-webhooks.js';
import { cloudEventSchema, plainSchema } from './envelope-schema.js';

export type ReadMessages = { messages: SaidEvent[] } | { problem: string };

const mostMessages = 100;

/**
 * Takes a body apart: plain JSON, or CloudEvents 1.0 in any of its three forms (structured, batched, or binary with the
 * attributes in headers).
 */
export function readMessages(delivery: Delivery): ReadMessages {
  const mediaType = mediaTypeOf(delivery);
  if (!isJson(mediaType)) return { problem: 'the content type is not JSON' };
  const read = readJson(delivery.body);
  if ('problem' in read) return { problem: `the body: ${read.problem}` };
  const { value } = read;
  if (mediaType === 'application/cloudevents-batch+json') return readBatch(value);
  if (Array.isArray(value)) return { problem: 'several events need the type application/cloudevents-batch+json' };
  if (mediaType === 'application/cloudevents+json' || isCloudEvent(value)) return readSigned(value, delivery);
  if (delivery.headers['ce-specversion'] !== undefined) return readBinary(value, delivery);
  return readPlain(value, delivery);
}

function readBatch(value: unknown): ReadMessages {
  if (!Array.isArray(value) || value.length === 0) return { problem: 'the batch is no list of events' };
  if (value.length > mostMessages) return { problem: `the batch has more than ${mostMessages} events` };
  const messages: SaidEvent[] = [];
  for (const [index, entry] of value.entries()) {
    const read = readCloudEvent(entry, `[${index}]`);
    if ('problem' in read) return read;
    if (messages.some(({ id }) => id === read.message.id))
      return { problem: `[${index}].id stands twice in the batch` };
    messages.push(read.message);
  }
  return { messages };
}

/** An id in the body, where there is one, has to be the signed one: the delivery is known again by it. */
function readSigned(value: unknown, { headers }: Delivery): ReadMessages {
  const read = readCloudEvent(value);
  if ('problem' in read) return read;
  if (read.message.id !== headers[webhookHeaders.id]) return { problem: 'id and webhook-id differ' };
  return { messages: [read.message] };
}

const attributes = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'dataschema'] as const;

function readBinary(data: unknown, delivery: Delivery): ReadMessages {
  const event: Record<string, unknown> = { data };
  for (const name of attributes) {
    const value = delivery.headers[`ce-${name}`];
    if (value !== undefined) event[name] = decodePercent(value);
  }
  return readSigned(event, delivery);
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readPlain(value: unknown, { headers, receivedAt }: Delivery): ReadMessages {
  const read = plainSchema.safeParse(value);
  if (!read.success) return { problem: describeIssues(read.error.issues) };
  const { type, id, time, timestamp, data } = read.data;
  const signedId = headers[webhookHeaders.id];
  if (signedId === undefined) return { problem: 'there is no webhook-id' };
  if (id !== undefined && id !== signedId) return { problem: 'id and webhook-id differ' };
  const observedAt = time ?? timestamp ?? toSentAt(headers[webhookHeaders.timestamp], receivedAt);
  return { messages: [{ type, id: signedId, observedAt, data, place: '', dataPlace: 'data' }] };
}

/** Without a time of its own, a message tells what was so when it was sent. */
function toSentAt(timestamp: string | undefined, receivedAt: Date): string {
  const seconds = Number(timestamp);
  return (Number.isSafeInteger(seconds) && seconds > 0 ? new Date(seconds * 1000) : receivedAt).toISOString();
}

function readCloudEvent(value: unknown, place = ''): { message: SaidEvent } | { problem: string } {
  const read = cloudEventSchema.safeParse(value);
  if (!read.success) return { problem: describeIssues(read.error.issues, place) };
  const { type, id, time, subject, data } = read.data;
  if (subject !== undefined && subject !== (subjectOf(data) ?? subject)) {
    return { problem: joinPath(place, 'subject is not worker/ and data.worker.externalId') };
  }
  return { message: { type, id, observedAt: time, data, place, dataPlace: joinPath(place, 'data') } };
}

/** Nothing where the worker is not named; that is complained about later. */
function subjectOf(data: unknown): string | undefined {
  const { worker } = (data ?? {}) as { worker?: { externalId?: unknown } };
  return typeof worker?.externalId === 'string' ? `worker/${worker.externalId}` : undefined;
}

function isCloudEvent(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'specversion' in value;
}
