import type { Delivery, Handshake } from '../adapter.js';

/**
 * Okta asks once whether the address is meant for it, and wants its own words back. They are given back only when they
 * could do no harm in a browser.
 */
export function answerChallenge({ method, headers }: Delivery): Handshake | undefined {
  const challenge = headers['x-okta-verification-challenge'];
  if (method !== 'GET' || challenge === undefined || !/^[A-Za-z0-9._~+/=-]{1,512}$/.test(challenge)) return undefined;
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ verification: challenge }) };
}
