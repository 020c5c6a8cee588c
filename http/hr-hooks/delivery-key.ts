import { createHash } from 'node:crypto';

/**
 * What a delivery is known by when it comes again: the sender's id of the message where it is signed, else the id in the
 * body, else the body itself.
 */
export function deliveryKeyOf(messageId: string | null, deliveryId: string | null, body: Buffer): string {
  if (messageId !== null) return hash('message', messageId);
  return deliveryId === null ? hash('body', body) : hash('delivery', deliveryId);
}

function hash(kind: string, what: string | Buffer): string {
  return createHash('sha256').update(`${kind}\n`).update(what).digest('hex');
}
