import { createHmac } from 'node:crypto';
import type { HrAuth } from './configurable/auth-schema.js';
import { recallDefinition } from './configurable/read-definition.js';
import { type MessageToSign, signWebhook } from './native/sign.js';
import { decodeStrictly } from './verify/decode-strictly.js';
import { webhookHeaders } from './verify/standard-webhooks.js';

/** As whom a message is sent: the adapter of the connection, and its definition. */
export interface SenderScheme {
  adapter: string;
  definition: string | null;
}

/**
 * The headers by which a connection knows its sender, for a message sent by POST.
 *
 * @throws RangeError when the connection cannot be spoken to, or the secret is of another form
 */
export function signRequest(
  { adapter, definition }: SenderScheme,
  message: MessageToSign,
  secret: string,
): Record<string, string> {
  if (adapter === 'native') return signWebhook(message, secret);
  if (adapter === 'okta') return { authorization: secret };
  const auth = recallDefinition(definition)?.auth;
  if (!auth) throw new RangeError('The definition of the connection cannot be used.');
  return signByDefinition(auth, message, secret);
}

function signByDefinition(auth: HrAuth, message: MessageToSign, secret: string): Record<string, string> {
  switch (auth.kind) {
    case 'bearer':
      return { authorization: `Bearer ${secret}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${secret}`).toString('base64')}` };
    case 'static-header':
      return { [auth.name]: secret };
    case 'standard-webhooks': {
      const signed = signWebhook(message, secret);
      const { id, timestamp, signature } = webhookHeaders;
      return {
        [auth.id]: signed[id] ?? '',
        [auth.timestamp]: signed[timestamp] ?? '',
        [auth.signature]: signed[signature] ?? '',
      };
    }
    case 'hmac':
      return signByHmac(auth, message, secret);
  }
}

/** Of headers that are signed only the time is known; any other gets the id of the message. */
function signByHmac(
  auth: Extract<HrAuth, { kind: 'hmac' }>,
  { id, sentAt, body }: MessageToSign,
  secret: string,
): Record<string, string> {
  const headers: Record<string, string> = {};
  if (auth.timestamp !== undefined) headers[auth.timestamp] = String(Math.floor(sentAt.getTime() / 1000));
  const key = auth.key === 'text' ? Buffer.from(secret) : decodeStrictly(secret, auth.key);
  if (!key) throw new RangeError(`The secret is not ${auth.key}, as the definition has it.`);
  const hash = createHmac(auth.algorithm, key);
  for (const part of auth.signed) {
    if (part === 'body') hash.update(body);
    else if (part === 'method') hash.update('POST');
    else if ('text' in part) hash.update(part.text);
    else hash.update((headers[part.header] ??= id));
  }
  return { ...headers, [auth.header]: auth.prefix + hash.digest(auth.encoding) };
}
