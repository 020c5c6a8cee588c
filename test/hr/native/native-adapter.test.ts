import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../hr/adapter.js';
import { findAdapter } from '../../../hr/adapters.js';
import { nativeAdapter } from '../../../hr/native/native-adapter.js';
import { hrSecret, hrSettings, parsedBy, signedDelivery, webhookSecret } from '../../setup/hr-delivery.js';

const data = {
  worker: { externalId: 'E-1042', workEmail: 'Ada.Byrne@Acme.example' },
  employment: { lastDay: '2026-12-31' },
  effective: { date: '2027-01-01', timeZone: 'Europe/Berlin' },
};

const cloudEvent = {
  specversion: '1.0',
  id: 'msg_1',
  source: 'urn:hr:acme',
  type: 'hr.worker.terminated',
  subject: 'worker/E-1042',
  time: '2026-11-24T09:59:00+01:00',
  data,
};

const leaver = {
  type: 'terminated',
  id: 'msg_1',
  observedAt: '2026-11-24T08:59:00.000Z',
  worker: { externalId: 'E-1042', employmentId: 'primary', workEmail: 'ada.byrne@acme.example' },
  employment: { lastDay: '2026-12-31' },
  effective: { date: '2027-01-01', timeZone: 'Europe/Berlin', timeZoneFrom: 'payload' },
};

const parse = (delivery: Delivery) => parsedBy(nativeAdapter, delivery);
const typed = (type: string) => ({ 'content-type': type });
const structured = (event: object) =>
  signedDelivery(event, { headers: typed('application/cloudevents+json; charset=utf-8') });
const batch = (...events: unknown[]) =>
  signedDelivery(events, { headers: typed('application/cloudevents-batch+json') });
const plain = (body: object) => signedDelivery(body);

const binaryHeaders = {
  'ce-specversion': '1.0',
  'ce-id': 'msg_1',
  'ce-source': 'urn:hr:acme',
  'ce-type': 'hr.worker.terminated',
  'ce-subject': 'worker%2FE-1042',
  'ce-time': '2026-11-24T08:59:00Z',
};

describe('the native adapter', () => {
  it('takes what is signed, and nothing else', () => {
    const adapter = findAdapter('native');
    const delivery = structured(cloudEvent);
    expect(adapter?.verify(delivery, hrSettings(), [hrSecret(webhookSecret)])).toMatchObject({ isAuthentic: true });
    expect(adapter?.verify(delivery, hrSettings(), [])).toMatchObject({ isAuthentic: false });
  });

  it.each([
    ['plain JSON', plain({ type: 'hr.worker.terminated', time: '2026-11-24T08:59:00Z', data })],
    [
      'plain JSON with a timestamp',
      plain({ type: 'hr.worker.terminated', timestamp: '2026-11-24T08:59:00Z', id: 'msg_1', data }),
    ],
    ['a structured CloudEvent', structured(cloudEvent)],
    ['a CloudEvent by the type of JSON', plain(cloudEvent)],
    [
      'a CloudEvent with attributes that a broker added',
      structured({ ...cloudEvent, traceparent: '00-1', sequence: 7 }),
    ],
    ['a batch of CloudEvents', batch(cloudEvent)],
    ['a binary CloudEvent', signedDelivery(data, { headers: binaryHeaders })],
  ])('reads %s', (_, delivery) => {
    expect(parse(delivery)).toEqual([leaver]);
  });

  it('takes the signed time for a message without one', () => {
    expect(parse(plain({ type: 'hr.worker.terminated', data }))).toEqual([
      { ...leaver, observedAt: '2026-11-24T09:00:00.000Z' },
    ]);
  });

  it('5.5: keeps the id of each event of a batch', () => {
    const second = { ...cloudEvent, id: 'msg_2', subject: undefined, type: 'hr.worker.deleted' };
    expect(parse(batch(cloudEvent, second))).toMatchObject([
      { id: 'msg_1', type: 'terminated' },
      { id: 'msg_2', type: 'deleted' },
    ]);
  });

  it.each([
    ['terminated', {}, ['access_suspended', '2027-01-01', undefined]],
    ['terminated', { accessEnd: 'immediate' }, ['access_suspended', '2026-11-24', '2026-11-24T08:59:00.000Z']],
    [
      'terminated',
      { accessEnd: { at: '2026-12-01T12:00:00Z' } },
      ['access_suspended', '2026-12-01', '2026-12-01T12:00:00.000Z'],
    ],
    ['deleted', {}, ['deleted', '2027-01-01', undefined]],
  ])('hears of access alone from an identity provider: %s with %j', (type, effective, expected) => {
    const event = {
      ...cloudEvent,
      type: `hr.worker.${type}`,
      data: { ...data, effective: { ...data.effective, ...effective } },
    };
    const [said] = parsedBy(nativeAdapter, structured(event), { sourceKind: 'idp' });
    if (typeof said !== 'object') throw new Error(said);
    expect([said.type, said.effective.date, said.effective.at]).toEqual(expected);
    expect(said.effective).not.toHaveProperty('accessEnd');
  });

  it('5.24: marks a trial of the sender', () => {
    expect(parse(structured({ ...cloudEvent, data: { ...data, test: true } }))).toEqual([{ ...leaver, isTest: true }]);
  });

  it.each([
    ['no data', plain({ type: 'hr.worker.deleted' }), 'data is missing'],
    ['no version', structured({ ...cloudEvent, specversion: undefined }), 'specversion is not one of 1.0'],
    ['another version', structured({ ...cloudEvent, specversion: '2.0' }), 'specversion is not one of 1.0'],
    ['no id', structured({ ...cloudEvent, id: undefined }), 'id is missing, or not a text'],
    ['an empty id', structured({ ...cloudEvent, id: '' }), 'id is not an id of 1 to 200 printable ASCII characters'],
    ['another id than the signed one', structured({ ...cloudEvent, id: 'msg_2' }), 'id and webhook-id differ'],
    [
      'another id in plain JSON',
      plain({ type: 'hr.worker.terminated', id: 'msg_2', data }),
      'id and webhook-id differ',
    ],
    [
      'no source',
      structured({ ...cloudEvent, source: ' ' }),
      'source is empty, longer than 2000 characters, or has control characters',
    ],
    [
      'a bad time',
      structured({ ...cloudEvent, time: 'yesterday' }),
      'time is not a moment with an offset: 2026-12-31T17:00:00+01:00',
    ],
    [
      'a time without offset',
      structured({ ...cloudEvent, time: '2026-11-24T08:59:00' }),
      'time is not a moment with an offset: 2026-12-31T17:00:00+01:00',
    ],
    ['a time of the future', structured({ ...cloudEvent, time: '2026-11-24T09:05:01Z' }), 'time lies in the future'],
    [
      'another subject',
      structured({ ...cloudEvent, subject: 'worker/E-1' }),
      'subject is not worker/ and data.worker.externalId',
    ],
    [
      'another schema',
      structured({ ...cloudEvent, dataschema: 'urn:x/v2' }),
      'dataschema is of another version: it has to end in /v1',
    ],
    [
      'data that is not JSON',
      structured({ ...cloudEvent, datacontenttype: 'text/xml' }),
      'datacontenttype is not JSON',
    ],
    [
      'data in base64',
      structured({ ...cloudEvent, data_base64: 'e30=' }),
      'the message has a key that is no attribute of CloudEvents',
    ],
    [
      'several events as plain JSON',
      signedDelivery([cloudEvent]),
      'several events need the type application/cloudevents-batch+json',
    ],
    ['a batch that is none', structured({}), /^specversion is not one of 1\.0; id is missing/],
    ['an empty batch', batch(), 'the batch is no list of events'],
    [
      '101 events',
      batch(...Array.from({ length: 101 }, (_, n) => ({ ...cloudEvent, id: `m${n}` }))),
      'the batch has more than 100 events',
    ],
    ['an id twice in a batch', batch(cloudEvent, cloudEvent), '[1].id stands twice in the batch'],
    [
      'a bad event in a batch',
      batch(cloudEvent, { ...cloudEvent, id: 'x', data: {} }),
      '[1].data.worker is missing, or not an object',
    ],
    [
      'form fields',
      signedDelivery('a=b', { headers: typed('application/x-www-form-urlencoded') }),
      'the content type is not JSON',
    ],
    ['broken UTF-8', signedDelivery(Buffer.of(0xff)), 'the body: not UTF-8'],
    [
      'an unknown key',
      plain({ type: 'hr.worker.terminated', data, tenant: 'x' }),
      'the message has a key that is not known',
    ],
    ['an unknown type', plain({ type: 'hr.worker.promoted', data }), /^type is not one of hr\.worker\.hired, /],
    ['a number', signedDelivery('1'), 'the message is missing, or not an object'],
  ])('5.13: puts aside a message with %s', (_, delivery, reason) => {
    expect(parse(delivery)).toEqual(reason instanceof RegExp ? expect.stringMatching(reason) : reason);
  });
});

describe('the question before the first delivery', () => {
  const asking = (headers: Delivery['headers'], method = 'OPTIONS') =>
    nativeAdapter.handshake?.({ ...signedDelivery({}), method, headers }, []);

  it('gives the origin back, and a rate only to who asks for one', () => {
    const allowed = { allow: 'POST', 'webhook-allowed-origin': 'eventgrid.azure.net' };
    expect(asking({ 'webhook-request-origin': 'eventgrid.azure.net' })).toMatchObject({
      status: 200,
      headers: allowed,
    });
    expect(asking({ 'webhook-request-origin': 'a.example', 'webhook-request-rate': '10' })?.headers).toHaveProperty(
      'webhook-allowed-rate',
      '*',
    );
  });

  it.each([
    ['no origin', {}, 'OPTIONS'],
    ['an origin that is no host name', { 'webhook-request-origin': 'a.example\r\nset-cookie: a=b' }, 'OPTIONS'],
    ['an empty origin', { 'webhook-request-origin': '' }, 'OPTIONS'],
    ['a delivery', { 'webhook-request-origin': 'a.example' }, 'POST'],
  ])('is not seen in %s', (_, headers, method) => {
    expect(asking(headers, method)).toBeUndefined();
  });
});
