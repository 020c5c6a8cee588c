import { createHmac } from 'node:crypto';
import type { Delivery, HrSecret, Verification } from '../adapter.js';
import { decodeStrictly, type SignatureEncoding } from './decode-strictly.js';
import { findFittingKey } from './find-fitting-key.js';
import { outOfTime, readSignedTime } from './signed-time.js';
import { usableKeys } from './usable-keys.js';

/** How a sender signs with a hash keyed by the secret. */
export interface HmacScheme {
  algorithm: 'sha256' | 'sha384' | 'sha512';
  encoding: SignatureEncoding;
  /** Header with the signature, in lower case. */
  header: string;
  /** What stands before the signature in its header: sha256=. */
  prefix: string;
  /** What is signed, one after the other. */
  signed: HmacPart[];
  /** Header with the time in seconds, when it is among what is signed. */
  timestamp?: string | undefined;
  /** How the key is written in the secret. */
  key: 'text' | SignatureEncoding;
}

export type HmacPart = { text: string } | { header: string } | 'body' | 'method';

/** Checks a delivery signed with a keyed hash over its bytes and whatever else the scheme names. */
export function verifyHmac(delivery: Delivery, scheme: HmacScheme, secrets: readonly HrSecret[]): Verification {
  const { headers, receivedAt } = delivery;
  const presented = readSignature(headers[scheme.header], scheme);
  if (presented === undefined) return { isAuthentic: false, why: 'no signature, or one that is none' };
  const parts = scheme.signed.map((part) => toBytes(part, delivery));
  // A comma in a header: it came twice and was joined, so that nobody knows which one was signed.
  if (!parts.every((part) => part !== undefined)) return { isAuthentic: false, why: 'a signed header is missing' };
  const time = scheme.timestamp === undefined ? null : readSignedTime(headers[scheme.timestamp], receivedAt);
  if (time === undefined) return { isAuthentic: false, why: 'no signed time, or one that is none' };
  const keys = usableKeys(secrets, receivedAt, (value) => toKey(value, scheme.key));
  const keyId = findFittingKey(keys, [presented], (key) => {
    const hash = createHmac(scheme.algorithm, key);
    for (const part of parts) hash.update(part);
    return hash.digest();
  });
  if (keyId === undefined) return { isAuthentic: false, why: 'the signature fits no secret' };
  if (time === 'outside') return outOfTime;
  return { isAuthentic: true, keyId, messageId: null, signedAt: time, isReplayProtected: time !== null };
}

function readSignature(header: string | undefined, { prefix, encoding }: HmacScheme): Buffer | undefined {
  if (header === undefined || !header.startsWith(prefix) || header.length > 400) return undefined;
  return decodeStrictly(header.slice(prefix.length), encoding);
}

function toBytes(part: HmacPart, { method, headers, body }: Delivery): Buffer | undefined {
  if (part === 'body') return body;
  if (part === 'method') return Buffer.from(method);
  if ('text' in part) return Buffer.from(part.text);
  const value = headers[part.header];
  return value === undefined || value.includes(',') ? undefined : Buffer.from(value);
}

function toKey(value: string, form: HmacScheme['key']): Buffer | undefined {
  return form === 'text' ? Buffer.from(value) : decodeStrictly(value, form);
}
