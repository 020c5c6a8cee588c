import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adapterNames, findAdapter } from '../../hr/adapters.js';
import { presetNames, readPreset } from '../../hr/configurable/presets.js';
import { hrDelivery, hrSecret, hrSettings, signedDelivery, webhookSecret } from '../setup/hr-delivery.js';

/** Every way of sending that there is: the adapters, and each preset of the configurable one. */
const senders = [
  ...adapterNames.map((name) => ({ name, definition: undefined as string | undefined })),
  ...presetNames.map((preset) => ({ name: 'configurable', definition: readPreset(preset) })),
];

const words = [
  ...['hr.worker.terminated', 'hr.worker.hired', '1.0', 'user.lifecycle.deactivate', 'com.okta.event_hook', 'SUCCESS'],
  ...[
    'contract.terminated',
    'Employee.changed',
    'INACTIVE',
    'Terminate',
    'leaver',
    '2026-12-31',
    '2026-11-24T08:00:00Z',
  ],
  ...['ada@acme.example', 'worker/E-1', 'User', '', '__proto__', '\u0000', '9999-99-99'],
];
const keys = [
  ...['type', 'data', 'worker', 'externalId', 'employment', 'lastDay', 'effective', 'date', 'at', 'specversion', 'id'],
  ...[
    'time',
    'events',
    'target',
    'outcome',
    'result',
    'eventType',
    'published',
    'meta',
    'event_type',
    'resource',
    'hook',
  ],
  ...['event', 'Report_Entry', 'callout', 'subject', 'employment_status', 'termination_date', 'timeZone', 'toString'],
];

/** JSON that has the right words in the wrong places. */
const message = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 6 }, fc.constantFrom(...words), fc.jsonValue({ maxDepth: 1 }), tie('list'), tie('block')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  block: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
})).block;

const body = fc.oneof(
  message.map((value) => Buffer.from(JSON.stringify(value))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text)),
);

const headerNames = [
  ...['content-type', 'authorization', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-deel-signature'],
  ...['x-merge-webhook-signature', 'ce-specversion', 'ce-type', 'ce-id', 'ce-time', 'x-okta-verification-challenge'],
];
const headers = fc.dictionary(
  fc.constantFrom(...headerNames),
  fc.oneof(
    fc.string(),
    fc.constantFrom('v1,', 'v1,AAAA', 'Bearer ', 'Basic =', 'application/cloudevents-batch+json', '%ff', '1795510800'),
  ),
);

describe('5.13: whatever comes', () => {
  it.each(senders)('nothing of it is authentic or breaks $name', ({ name, definition }) => {
    const adapter = findAdapter(name);
    const settings = hrSettings({ definition });
    fc.assert(
      fc.property(body, headers, fc.constantFrom('GET', 'POST'), (bytes, given, method) => {
        const delivery = hrDelivery(bytes, { method, headers: given });
        adapter?.handshake?.(delivery, []);
        expect(adapter?.verify(delivery, settings, [hrSecret(webhookSecret)]).isAuthentic).toBe(false);
      }),
    );
  });

  it.each(senders)(
    'it is read as events with what they need or waits for an operator with $name',
    ({ name, definition }) => {
      const adapter = findAdapter(name);
      const settings = hrSettings({ definition });
      fc.assert(
        fc.property(body, headers, (bytes, given) => {
          const parsed = adapter?.parse(signedDelivery(bytes, { headers: given }), settings);
          if (parsed?.kind === 'quarantine') {
            expect(parsed.reason).not.toMatch(/\p{Cc}|ada@acme/u);
            return;
          }
          for (const { id, worker, effective } of parsed?.events ?? []) {
            expect([id, worker.externalId, effective.date].every((text) => text.length > 0)).toBe(true);
          }
        }),
        { numRuns: 200 },
      );
    },
  );
});
