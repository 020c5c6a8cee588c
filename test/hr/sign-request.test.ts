import { describe, expect, it } from 'vitest';
import { findAdapter } from '../../hr/adapters.js';
import { presetNames, readPreset } from '../../hr/configurable/presets.js';
import { createWebhookSecret } from '../../hr/native/sign.js';
import { signRequest } from '../../hr/sign-request.js';

const message = { id: 'msg_1', sentAt: new Date('2026-11-24T12:00:00Z'), body: '{"a":1}' };

/** Whether a message signed with one secret is taken where another is in force. */
function isTaken(adapter: string, definition: string | null, secret: string, inForce = secret): boolean {
  const delivery = {
    method: 'POST',
    headers: signRequest({ adapter, definition }, message, secret),
    query: {},
    body: Buffer.from(message.body),
    receivedAt: message.sentAt,
  };
  const settings = {
    ...{ connectionId: 'c', sourceKind: 'hr' as const, timeZone: null, terminationDateMeans: 'last_day' as const },
    ...{ locations: {}, tenant: null, definition },
  };
  const known = [{ id: 'key-1', value: inForce, notBefore: new Date(0), notAfter: null }];
  return findAdapter(adapter)?.verify(delivery, settings, known).isAuthentic === true;
}

const auths = [
  '{ kind: bearer }',
  '{ kind: basic, username: steward }',
  '{ kind: static-header, name: x-secret }',
  '{ kind: standard-webhooks, id: finch-event-id, timestamp: finch-timestamp, signature: finch-signature }',
  '{ kind: hmac, header: x-signature, encoding: base64url, algorithm: sha512, prefix: "sha512=" }',
  "{ kind: hmac, header: x-signature, timestamp: x-time, signed: ['{method}', '{header:x-time}', '.', '{body}'] }",
  "{ kind: hmac, header: x-signature, signed: ['{header:x-id}', '{body}'] }",
];
const withAuth = (auth: string) =>
  `version: 1\nauth: ${auth}\nwhen: [{ path: /a, equals: 1, type: hr.worker.hired }]\nmap: { worker.externalId: /a }\n`;

describe('a message is signed as its connection checks it', () => {
  it.each([
    ['native', null] as const,
    ['okta', null] as const,
    ...presetNames.map((name) => ['configurable', readPreset(name)] as const),
    ...auths.map((auth) => ['configurable', withAuth(auth)] as const),
  ])('%s %s', (adapter, definition) => {
    const secret = createWebhookSecret();
    expect(isTaken(adapter, definition, secret)).toBe(true);
    expect(isTaken(adapter, definition, secret, createWebhookSecret())).toBe(false);
  });

  it('unless its definition cannot be used, or its secret is of another form', () => {
    expect(() => signRequest({ adapter: 'configurable', definition: 'version: 9' }, message, 'x')).toThrow(RangeError);
    const hex = withAuth('{ kind: hmac, header: x-signature, key: hex }');
    expect(() => signRequest({ adapter: 'configurable', definition: hex }, message, 'no hex')).toThrow(/is not hex/);
  });
});
