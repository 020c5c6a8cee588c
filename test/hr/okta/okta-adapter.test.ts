import { describe, expect, it } from 'vitest';
import type { ConnectionSettings } from '../../../hr/adapter.js';
import { oktaAdapter } from '../../../hr/okta/okta-adapter.js';
import { hrDelivery, hrSecret, hrSettings, parsedBy } from '../../setup/hr-delivery.js';

/** An event as the System Log has it. */
function logEvent(eventType: string, changes: object = {}) {
  return {
    version: '0',
    severity: 'INFO',
    actor: { id: '00u1qw6mqitPHM8AJ0g7', type: 'User', alternateId: 'admin@example.com', displayName: 'Example Admin' },
    outcome: { result: 'SUCCESS' },
    uuid: 'f790999f-fe87-467a-9880-6982a583986c',
    published: '2026-11-24T08:59:07.777Z',
    eventType,
    displayMessage: 'Words',
    transaction: { type: 'WEB', id: 'V04Oy4ubUOc5UuG6s9DyNQAABtc' },
    target: [user, { id: 'x', type: 'AppInstance', alternateId: 'unknown', displayName: null }],
    ...changes,
  };
}

const user = { id: '00u2abc', type: 'User', alternateId: 'Ada.Byrne@Acme.example', displayName: 'Ada Byrne' };

/** A delivery as Okta's documentation shows it. */
function hook(events: unknown, changes: object = {}) {
  return hrDelivery({
    eventType: 'com.okta.event_hook',
    eventTypeVersion: '1.0',
    cloudEventsVersion: '0.1',
    contentType: 'application/json',
    eventId: 'b5a188b9-5ece-4636-b041-482ffda96311',
    eventTime: '2026-11-24T08:59:53.032Z',
    source: 'https://acme.okta.com/api/v1/eventHooks/whoql0HfiLGPWc8Jx0g3',
    data: { events },
    ...changes,
  });
}

const idp: Partial<ConnectionSettings> = { sourceKind: 'idp', tenant: 'acme.okta.com' };
const parse = (delivery: ReturnType<typeof hook>, changes = idp) => parsedBy(oktaAdapter, delivery, changes);

describe("Okta's one question at the beginning", () => {
  const ask = (challenge: string, method = 'GET') =>
    oktaAdapter.handshake?.(hrDelivery('', { method, headers: { 'x-okta-verification-challenge': challenge } }), []);

  it('is answered with its own words', () => {
    expect(ask('aZ0._~+/=-')).toEqual({
      status: 200,
      contentType: 'application/json',
      body: '{"verification":"aZ0._~+/=-"}',
    });
  });

  it.each(['<script>', '', 'a'.repeat(513), 'a, b', '"'])('is not answered when it is %j', (challenge) => {
    expect(ask(challenge)).toBeUndefined();
  });

  it('is not answered to a POST, which has to carry the secret', () => {
    expect(ask('abc', 'POST')).toBeUndefined();
  });
});

describe("Okta's secret", () => {
  const verify = (authorization?: string, secrets = [hrSecret('s3cret')]) =>
    oktaAdapter.verify(hrDelivery('{}', { headers: { authorization } }), hrSettings(), secrets);

  it('comes as it is, and protects from nobody who saw it', () => {
    expect(verify('s3cret')).toEqual({
      isAuthentic: true,
      keyId: 'key-1',
      messageId: null,
      signedAt: null,
      isReplayProtected: false,
    });
  });

  it.each([undefined, '', 's3cre', 's3cret ', 'Bearer s3cret', 'x'.repeat(10_000)])('is not %j', (given) => {
    expect(verify(given).isAuthentic).toBe(false);
  });

  it('is never the empty one', () => {
    expect(verify('', [hrSecret('')]).isAuthentic).toBe(false);
    expect(verify('', []).isAuthentic).toBe(false);
  });
});

describe('an event hook of Okta', () => {
  it('tells of an account, by its id, its login and the moment', () => {
    expect(parse(hook([logEvent('user.lifecycle.suspend')]))).toEqual([
      {
        type: 'access_suspended',
        id: 'f790999f-fe87-467a-9880-6982a583986c',
        observedAt: '2026-11-24T08:59:07.777Z',
        worker: {
          externalId: '00u2abc',
          employmentId: 'primary',
          workEmail: 'ada.byrne@acme.example',
          identities: [{ provider: 'okta', id: '00u2abc', username: 'Ada.Byrne@Acme.example' }],
        },
        effective: { date: '2026-11-24', at: '2026-11-24T08:59:07.777Z', timeZone: null, timeZoneFrom: 'policy' },
      },
    ]);
  });

  it.each([
    ['user.lifecycle.activate', 'access_restored', 'hired'],
    ['user.lifecycle.reactivate', 'access_restored', 'rehired'],
    ['user.lifecycle.suspend', 'access_suspended', 'access_suspended'],
    ['user.lifecycle.unsuspend', 'access_restored', 'access_restored'],
    ['user.lifecycle.deactivate', 'access_suspended', 'terminated'],
    ['user.lifecycle.delete.initiated', 'deleted', 'deleted'],
  ])('%s means %s from an identity provider, and %s from an HR system', (eventType, ofIdp, ofHr) => {
    const delivery = hook([logEvent(eventType)]);
    expect(parse(delivery)).toMatchObject([{ type: ofIdp }]);
    expect(parse(delivery, { sourceKind: 'hr' })).toMatchObject([{ type: ofHr }]);
  });

  it('may be about many users; failures and what is of no interest are counted', () => {
    const parsed = oktaAdapter.parse(
      hook([
        logEvent('user.lifecycle.suspend', { uuid: 'a' }),
        logEvent('user.lifecycle.suspend', { uuid: 'b', outcome: { result: 'FAILURE' } }),
        logEvent('user.session.start', { target: null }),
        logEvent('user.account.update_profile'),
        logEvent('constructor'),
        logEvent('user.lifecycle.deactivate', { uuid: 'c', target: [{ ...user, id: '00u3' }] }),
      ]),
      hrSettings(idp),
    );
    expect(parsed).toMatchObject({
      kind: 'events',
      deliveryId: 'b5a188b9-5ece-4636-b041-482ffda96311',
      events: [{ id: 'a' }, { id: 'c', worker: { externalId: '00u3' } }],
      ignored: 4,
    });
  });

  it('says nothing of an email where the login is none', () => {
    const [event] = parse(
      hook([logEvent('user.lifecycle.suspend', { target: [{ ...user, alternateId: 'unknown' }] })]),
    );
    expect(event).toHaveProperty('worker.identities', [{ provider: 'okta', id: '00u2abc', username: 'unknown' }]);
    expect(event).not.toHaveProperty('worker.workEmail');
  });

  it.each([
    ['no user', { target: [] }, 'data.events[0].target does not name one user'],
    ['two users', { target: [user, { ...user, id: '2' }] }, 'data.events[0].target does not name one user'],
    [
      'a user without id',
      { target: [{ ...user, id: undefined }] },
      'data.events[0].target.id is missing, or not a text',
    ],
    ['no outcome', { outcome: null }, 'data.events[0].outcome is missing, or not an object'],
    ['no time', { published: undefined }, 'data.events[0].published is missing, or not a text'],
    ['a time of the future', { published: '2026-11-24T09:05:01Z' }, 'data.events[0].time lies in the future'],
    ['no id', { uuid: '' }, /^data.events\[0\].uuid is not an id/],
    [
      'a time long past, as nothing signs it',
      { published: '2026-11-17T08:59:59Z' },
      'data.events[0].time is more than seven days old, and the time is not signed',
    ],
  ])('5.13, 5.14: is put aside with %s', (_, changes, reason) => {
    expect(parse(hook([logEvent('user.lifecycle.deactivate', changes)]))).toEqual(
      reason instanceof RegExp ? expect.stringMatching(reason) : reason,
    );
  });

  it.each([
    ['another envelope', hook([], { eventType: 'x' }), 'eventType is not one of com.okta.event_hook'],
    ['no events', hook(undefined), 'data.events is missing, or not a list'],
    ['broken UTF-8', hrDelivery(Buffer.of(0xff)), 'the body: not UTF-8'],
  ])('5.13: is put aside with %s', (_, delivery, reason) => {
    expect(parse(delivery)).toBe(reason);
  });

  it('5.14: may be old when an operator has it read again', () => {
    const old = hook([logEvent('user.lifecycle.deactivate', { published: '2026-11-01T00:00:00Z' })]);
    expect(parse(old, { ...idp, isRedelivery: true })).toMatchObject([{ type: 'access_suspended' }]);
  });

  it('5.15: is put aside when it comes from another organization', () => {
    const foreign = hook([logEvent('user.lifecycle.deactivate')], {
      source: 'https://other.okta.com/api/v1/eventHooks/x',
    });
    expect(parse(foreign)).toBe('source is not the organization of this connection');
    expect(parse(foreign, { sourceKind: 'idp' })).toMatchObject([{ type: 'access_suspended' }]);
  });

  it("5.24: is a trial when it is one of Okta's examples, or from a preview organization that nobody pinned", () => {
    const old = logEvent('user.lifecycle.deactivate', { published: '2018-03-28T22:23:07.777Z' });
    const example = hook([old], { source: 'https://${yourOktaDomain}/api/v1/eventHooks/whoql0HfiLGPWc8Jx0g3' });
    expect(parse(example)).toMatchObject([{ isTest: true }]);
    const preview = hook([logEvent('user.lifecycle.deactivate')], { source: 'https://acme.oktapreview.com/api' });
    expect(parse(preview, { sourceKind: 'idp' })).toMatchObject([{ isTest: true }]);
    const [pinned] = parse(preview, { sourceKind: 'idp', tenant: 'acme.oktapreview.com' });
    expect(pinned).not.toHaveProperty('isTest');
  });
});
