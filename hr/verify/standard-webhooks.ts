import { createHmac } from 'node:crypto';
import type { Delivery, HrSecret, Verification } from '../adapter.js';
import { decodeStrictly } from './decode-strictly.js';
import { findFittingKey } from './find-fitting-key.js';
import { outOfTime, readSignedTime } from './signed-time.js';
import { usableKeys } from './usable-keys.js';

/** The names of the three headers: senders of the family differ in nothing else. */
export interface WebhookHeaders {
  id: string;
  timestamp: string;
  signature: string;
}

export const webhookHeaders: WebhookHeaders = {
  id: 'webhook-id',
  timestamp: 'webhook-timestamp',
  signature: 'webhook-signature',
};

const mostSignatures = 8;

/**
 * Checks a delivery signed as Standard Webhooks has it: HMAC-SHA256 over id, time and body, several signatures while a
 * secret is exchanged. Bytes are compared, nothing is parsed. A time more than five minutes off is refused.
 */
export function verifyStandardWebhook(
  { headers, body, receivedAt }: Delivery,
  secrets: readonly HrSecret[],
  names: WebhookHeaders = webhookHeaders,
): Verification {
  const id = headers[names.id];
  if (id === undefined) return refused('no message id');
  // A comma: the header came twice and was joined, so that nobody knows which one was signed.
  if (!/^[\x21-\x2b\x2d-\x7e]{1,200}$/.test(id)) return refused('a message id that is none');
  const timestamp = headers[names.timestamp];
  const signedAt = readSignedTime(timestamp, receivedAt);
  if (signedAt === undefined) return refused('no signed time, or one that is none');
  const presented = readSignatures(headers[names.signature]);
  if (presented === undefined) return refused('no signature, one that is none, or too many');
  const keyId = findFittingKey(usableKeys(secrets, receivedAt, toWebhookKey), presented, (key) =>
    createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest(),
  );
  if (keyId === undefined) return refused('the signature fits no secret');
  // After the signature, so that the log tells a wrong clock from a stranger.
  if (signedAt === 'outside') return outOfTime;
  return { isAuthentic: true, keyId, messageId: id, signedAt, isReplayProtected: true };
}

/** The key in a secret: base64, mostly behind `whsec_`. */
export function toWebhookKey(secret: string): Buffer | undefined {
  return decodeStrictly(secret.replace(/^whsec_/, ''), 'base64');
}

/** Signatures of other versions are passed over: a sender may present them beside ours. */
function readSignatures(header: string | undefined): Buffer[] | undefined {
  const entries = header?.split(' ') ?? [];
  if (entries.length === 0 || entries.length > mostSignatures) return undefined;
  const decoded: Buffer[] = [];
  for (const entry of entries) {
    const [, version, text = ''] = /^(v\d[a-z0-9]{0,3}),([^,\s]{1,400})$/.exec(entry) ?? [];
    if (version === undefined) return undefined;
    if (version !== 'v1') continue;
    const bytes = decodeStrictly(text, 'base64');
    if (bytes === undefined) return undefined;
    decoded.push(bytes);
  }
  return decoded;
}

function refused(why: string): Verification {
  return { isAuthentic: false, why };
}
