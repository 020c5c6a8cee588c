import type { Delivery, Handshake } from '../adapter.js';

/**
 * Senders of CloudEvents ask before they deliver whether they may, and how often (CloudEvents webhook 1.0.1, section 4;
 * Azure Event Grid does). The origin they name is a host name and is given back; each message is signed all the same.
 */
export function answerValidation({ method, headers }: Delivery): Handshake | undefined {
  const origin = headers['webhook-request-origin'];
  if (method !== 'OPTIONS' || origin === undefined || !/^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$/.test(origin))
    return undefined;
  const asksRate = headers['webhook-request-rate'] !== undefined;
  return {
    status: 200,
    contentType: 'text/plain',
    body: '',
    headers: { allow: 'POST', 'webhook-allowed-origin': origin, ...(asksRate && { 'webhook-allowed-rate': '*' }) },
  };
}
