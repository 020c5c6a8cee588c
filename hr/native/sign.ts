import { createHmac, randomBytes } from 'node:crypto';
import { toWebhookKey, webhookHeaders } from '../verify/standard-webhooks.js';

export interface MessageToSign {
  /** Stays the same when the message is sent again. */
  id: string;
  sentAt: Date;
  body: string | Uint8Array;
}

/**
 * The headers that sign a message as Standard Webhooks has it.
 *
 * @param secrets two while one replaces the other; each gives a signature
 * @throws RangeError when a secret is none
 */
export function signWebhook({ id, sentAt, body }: MessageToSign, ...secrets: string[]): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = toWebhookKey(secret);
    if (!key) throw new RangeError('This is not a signing secret: whsec_ and base64.');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;
  });
  return {
    [webhookHeaders.id]: id,
    [webhookHeaders.timestamp]: timestamp,
    [webhookHeaders.signature]: signatures.join(' '),
  };
}

/** A new secret that any of the adapters can use. */
export function createWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
