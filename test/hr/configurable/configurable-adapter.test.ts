import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { byDefinition } from '../../setup/hr-definition.js';
import { hrDelivery } from '../../setup/hr-delivery.js';

const head = 'version: 1\nauth: { kind: bearer }\n';
const rules = "when: [{ path: /event, equals: [left, 'true', 7], type: hr.worker.terminated }]\n";
const map = 'map: { worker.externalId: /id, employment.lastDay: /day }\n';
const least = head + rules + map;

const leaver = { event: 'left', id: 'E-1', day: '2026-12-31' };

function parse(definition: string, body: unknown, tenant: string | null = null) {
  const { parsed } = byDefinition(definition, hrDelivery(body), tenant);
  return parsed.kind === 'events' ? parsed.events : parsed.reason;
}

const deliveryId = (definition: string, body: unknown) => byDefinition(definition, hrDelivery(body)).parsed.deliveryId;

describe('how a definition says that a sender shows who it is', () => {
  const basic = Buffer.from('steward:s3cret').toString('base64');
  const verify = (auth: string, headers: Record<string, string>) =>
    byDefinition(`version: 1\nauth: ${auth}\n${rules}${map}`, hrDelivery(leaver, { headers })).verified.isAuthentic;

  it.each([
    ['{ kind: bearer }', { authorization: 'bEaReR  s3cret' }, { authorization: 'Bearer s3cret2' }],
    ['{ kind: bearer }', { authorization: 'Bearer s3cret' }, { authorization: 's3cret' }],
    ['{ kind: bearer }', { authorization: 'Bearer s3cret' }, { authorization: 'Basic s3cret' }],
    ['{ kind: bearer }', { authorization: 'Bearer s3cret' }, {}],
    ['{ kind: basic, username: steward }', { authorization: `Basic ${basic}` }, { authorization: `Bearer ${basic}` }],
    [
      '{ kind: basic, username: other }',
      { authorization: `Basic ${Buffer.from('other:s3cret').toString('base64')}` },
      { authorization: `Basic ${basic}` },
    ],
    [
      '{ kind: basic, username: steward }',
      { authorization: `Basic ${basic}` },
      { authorization: `Basic ${basic}, Basic ${basic}` },
    ],
    ['{ kind: static-header, name: X-Key }', { 'x-key': 's3cret' }, { 'x-key': 's3cret, s3cret' }],
    ['{ kind: static-header, name: X-Key }', { 'x-key': 's3cret' }, { 'x-key': '' }],
  ])('%s takes %j and not %j', (auth, good, bad) => {
    expect([verify(auth, good), verify(auth, bad)]).toEqual([true, false]);
  });

  it('is none where the definition is missing or broken', () => {
    for (const definition of ['', 'version: 1', '\t']) {
      const { verified, parsed } = byDefinition(definition, hrDelivery(leaver));
      expect(verified).toEqual({
        isAuthentic: false,
        why: 'the definition of the connection is missing or cannot be used',
      });
      expect(parsed).toHaveProperty('kind', 'quarantine');
    }
  });
});

describe('a message under a definition', () => {
  it('becomes an event; its id is the hash of the body where the sender has none', () => {
    const id = createHash('sha256').update(JSON.stringify(leaver)).digest('hex');
    expect(byDefinition(least, hrDelivery(leaver)).parsed).toEqual({
      kind: 'events',
      deliveryId: null,
      ignored: 0,
      events: [
        {
          type: 'terminated',
          id,
          observedAt: '2026-11-24T09:00:00.000Z',
          worker: { externalId: 'E-1', employmentId: 'primary' },
          employment: { lastDay: '2026-12-31' },
          effective: { date: '2027-01-01', timeZone: null, timeZoneFrom: 'policy' },
        },
      ],
    });
  });

  it.each([['LEFT'], [' left '], [true], [7]])('is chosen by %j, without regard to case', (event) => {
    expect(parse(least, { ...leaver, event })).toHaveLength(1);
  });

  it.each([['stayed'], [null], [undefined], [['left']], [{}], [8]])('waits for an operator with %j', (event) => {
    expect(parse(least, { ...leaver, event })).toBe('no rule of when holds');
  });

  it('may be passed over', () => {
    const parsed = byDefinition(`${least}otherwise: ignore`, hrDelivery({ event: 'x' })).parsed;
    expect(parsed).toMatchObject({ kind: 'events', events: [], ignored: 1 });
    const rule = `${head}when: [{ path: /a, is: absent, ignore: true }, { path: /a, is: present, and: [{ path: /b, is: absent }], type: hr.worker.deleted }]\n${map}`;
    expect([parse(rule, {}), parse(rule, { a: [], id: 'E-1' }), parse(rule, { a: 1, b: 1 })]).toMatchObject([
      [],
      [{ type: 'deleted' }],
      'no rule of when holds',
    ]);
  });

  it.each([
    ['{ path: /day, as: date }', '2026-12-31T00:00:00Z'],
    ['{ path: /day, as: date }', '2026-12-31 23:00'],
    ['{ path: /day, as: us_date }', '12/31/2026'],
    ['{ path: /day, as: odata_date }', '/Date(1798675200000+0000)/'],
    ['{ path: [/none, /blank, /day] }', '2026-12-31'],
    ['{ value: 2026-12-31 }', null],
    ["{ path: /day, values: { 'XMAS EVE': 2026-12-24, 'last': 2026-12-31 } }", 'Last'],
    ['{ path: /day, values: { a: b }, else: 2026-12-31 }', 'z'],
    ['{ path: /day, as: [trim, lower, upper, date] }', '2026-12-31t'],
  ])('has its last day read by %s from %j', (source, day) => {
    const definition = `${head}${rules}map: { worker.externalId: /id, employment.lastDay: ${source} }`;
    expect(parse(definition, { ...leaver, day, blank: ' ' })).toMatchObject([
      { employment: { lastDay: '2026-12-31' } },
    ]);
  });

  it.each([
    ['/day', '31.12.2026', /^employment.lastDay is not a day of the calendar/],
    ['{ path: /day, as: date }', '31.12.2026', 'employment.lastDay is not what date can read'],
    ['{ path: /day, as: date }', '2026-02-30T00:00:00Z', 'employment.lastDay is not what date can read'],
    ['{ path: /day, as: us_date }', '31/12/2026', 'employment.lastDay is not what us_date can read'],
    ['{ path: /day, as: odata_date }', '/Date(99999999999999)/', 'employment.lastDay is not what odata_date can read'],
    ['{ path: /day, values: { a: b } }', 'z', 'employment.lastDay has a value that is not among those listed'],
    ['/day', [], 'employment.lastDay finds a list or a block where a value should be'],
    ['/day', null, 'employment.lastDay is missing, and so is effective.date'],
    ['/day', '', 'employment.lastDay is missing, and so is effective.date'],
    ['/toString', '2026-12-31', 'employment.lastDay is missing, and so is effective.date'],
  ])('5.13: ends nobody when %s finds %j', (source, day, reason) => {
    const definition = `${head}${rules}map: { worker.externalId: /id, employment.lastDay: ${source} }`;
    const said = parse(definition, { ...leaver, day });
    expect(said).toEqual(reason instanceof RegExp ? expect.stringMatching(reason) : reason);
  });

  it('is an event all the same when something broken in it does not matter', () => {
    const definition = `${head}${rules}map: { worker.externalId: /id, employment.lastDay: /day, worker.workEmail: /mail, employment.manager.externalId: /boss, worker.displayName: /name }`;
    const broken = { ...leaver, mail: 'ada(at)acme', boss: 'bo@acme.example', name: 'a\u0007' };
    expect(parse(definition, broken)).toMatchObject([
      { worker: { externalId: 'E-1' }, effective: { date: '2027-01-01' } },
    ]);
    expect(parse(definition, broken)).not.toHaveProperty('[0].worker.workEmail');
    expect(parse(definition, broken)).not.toHaveProperty('[0].employment.manager');
    expect(parse(definition, { ...broken, mail: 'Ada@Acme.example' })).toHaveProperty(
      '[0].worker.workEmail',
      'ada@acme.example',
    );
  });

  it('has its time read, or is of the moment it came', () => {
    const at = (source: string, sent: unknown) => {
      const said = parse(`${least}time: ${source}`, { ...leaver, sent });
      return typeof said === 'string' ? said : said[0]?.observedAt;
    };
    expect(at('{ path: /sent, as: instant }', '2026-11-24T09:30:00+01:00')).toBe('2026-11-24T08:30:00.000Z');
    expect(at('{ path: /sent, as: unix }', 1_795_509_000)).toBe('2026-11-24T08:30:00.000Z');
    expect(at('{ path: /sent, as: unix_ms }', 1_795_509_000_000)).toBe('2026-11-24T08:30:00.000Z');
    expect(at('/sent', undefined)).toBe('2026-11-24T09:00:00.000Z');
    expect(at('/sent', 'yesterday')).toMatch(/^time is not a moment/);
    expect(at('/sent', '2026-11-25T00:00:00Z')).toBe('time lies in the future');
    expect(at('/sent', '2026-11-01T00:00:00Z')).toBe('time is more than seven days old, and the time is not signed');
  });

  it('5.15: is put aside when it is of another company than the pinned one', () => {
    const definition = `${least}tenant: /company`;
    const said = (company: unknown, given = definition) => parse(given, { ...leaver, company }, 'C-7');
    expect(
      [said('C-7'), said('C-8'), said(undefined)].map((one) => (typeof one === 'string' ? one : one.length)),
    ).toEqual([1, 'the tenant is not the one of this connection', 'the tenant is not the one of this connection']);
    expect(said('C-7', least)).toMatch(/does not say where/);
    expect(parse(definition, { ...leaver, company: 'C-8' })).toHaveLength(1);
  });

  it('5.24: is a trial when it says so', () => {
    const definition = `${least}test: [{ path: /dry, equals: true }]`;
    expect(parse(definition, { ...leaver, dry: true })).toMatchObject([{ isTest: true }]);
    expect(parse(definition, { ...leaver, dry: false })).not.toHaveProperty('[0].isTest');
  });

  it('5.5: is known again by the places that its definition names', () => {
    expect(deliveryId(`${least}id: /n`, { ...leaver, n: 42 })).toBe('42');
    expect(deliveryId(`${least}id: [/event, /n]`, { ...leaver, n: 'x' })).toBe('left:x');
    expect(deliveryId(`${least}id: [/event, /n]`, leaver)).toBeNull();
    expect(deliveryId(`${least}id: /n`, { n: 'ü'.repeat(300) })).toMatch(/^[0-9a-f]{64}$/);
  });

  it('may have several events, each with its id', () => {
    const definition = `${head}each: /list\nid: /n\nwhen: [{ path: ./event, equals: left, type: [hr.worker.terminated, hr.worker.deleted] }]
map: { worker.externalId: ./id, employment.lastDay: /day, worker.identities.okta: ./okta, employment.custom.team: ./team }`;
    const body = {
      n: 'm',
      day: '2026-12-31',
      list: [
        { event: 'left', id: 1, okta: '00u1', team: true },
        { event: 'left', id: 2 },
      ],
    };
    const events = parse(definition, body);
    expect(events).toMatchObject([
      {
        id: 'm/1',
        worker: { externalId: '1', identities: [{ provider: 'okta', id: '00u1' }] },
        employment: { custom: { team: 'true' } },
      },
      { id: 'm/1+1', type: 'deleted' },
      { id: 'm/2', worker: { externalId: '2' } },
      { id: 'm/2+1' },
    ]);
    expect(parse(`${definition}\nevent_id: ./id`, body)).toMatchObject([
      { id: '1' },
      { id: '1+1' },
      { id: '2' },
      { id: '2+1' },
    ]);
    expect(parse(definition, { ...body, list: body.list[0] })).toMatchObject([{ id: 'm' }, { id: 'm+1' }]);
    expect(parse(definition, { ...body, list: [{ event: 'left', id: 'a@b.example' }] })).toMatch(
      /^each\[0\].worker.externalId /,
    );
    expect(parse(definition, { ...body, list: [{ event: 'x' }] })).toBe('each[0]: no rule of when holds');
    expect(parse(definition, { ...body, list: Array(101).fill(body.list[1]) })).toBe(
      'each finds more than 100 entries',
    );
    expect(parse(definition, { n: 1 })).toBe('each finds no list');
  });
});

describe('a form', () => {
  const form = `${head}body: form\nwhen: [{ path: '/data[type]', equals: left, type: hr.worker.terminated }]\nmap: { worker.externalId: '/data[id]', employment.lastDay: /day }`;

  it('is read as one object of texts', () => {
    expect(parse(form, 'data[type]=left&data%5Bid%5D=E+1&day=2026-12-31')).toMatchObject([
      { worker: { externalId: 'E 1' } },
    ]);
  });

  it.each([
    ['', 'the body: empty'],
    ['a=1&a=2', 'the body: a field that stands there twice'],
    ['a=%ff', 'the body: a text with a character that cannot be stored'],
    ['a=%00', 'the body: a text with a character that cannot be stored'],
    ['__proto__=1', 'the body: a field with a name that is not allowed'],
    [`a=${'x'.repeat(16_385)}`, 'the body: a text longer than 16384 characters'],
    [Array.from({ length: 201 }, (_, n) => `f${n}=1`).join('&'), 'the body: more than 200 fields'],
    [Buffer.of(0xff), 'the body: not UTF-8'],
  ])('5.13: is put aside when it is %j', (body, reason) => {
    expect(parse(form, body)).toBe(reason);
  });
});
