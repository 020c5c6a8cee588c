import fc from 'fast-check';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adapterNames } from '../../hr/adapters.js';
import { readPreset } from '../../hr/configurable/presets.js';
import { signRequest } from '../../hr/sign-request.js';
import { type HrDoor, openHrDoor, post, signedPost } from '../setup/hr-door.js';

let door: HrDoor;
let server: FastifyInstance;
let connections: Awaited<ReturnType<HrDoor['addConnection']>>[];
let native: (typeof connections)[number];

beforeAll(async () => {
  door = await openHrDoor();
  server = door.createServer();
  native = await door.addConnection();
  connections = [native, ...(await Promise.all(adapterNames.map((adapter) => door.addConnection({ adapter }))))];
});
afterAll(() => door.close());

const countRows = async () => {
  const { rows } = await door.store.pool.query<{ count: number }>('select count(*)::int as count from hr_events');
  return rows[0]?.count;
};

const json = fc.json({ maxDepth: 4 });
const body = fc.oneof(
  json,
  fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom('', '{"__proto__":{"x":1}}', '[[[[', '{"type":"hr.worker.terminated","data":null}', 'null', '\u0000'),
);
const headerValue = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.constantFrom('', ',', 'v1,', 'v1,AAAA v1,BBBB', 'whsec_', '-1', '1e9', String(Math.floor(Date.now() / 1000))),
);
const knownHeader = fc.constantFrom(
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type', 'authorization', 'ce-specversion'],
  ...['ce-id', 'x-okta-verification-challenge', 'webhook-request-origin', 'x-deel-signature', 'constructor'],
);
const headerName = fc.oneof(
  { weight: 4, arbitrary: knownHeader },
  fc.stringMatching(/^[a-z][a-z0-9!#$%&'*+.^_`|~-]{0,30}$/).filter((name) => name !== 'content-length'),
);
const method = fc.constantFrom('GET', 'POST', 'POST', 'POST', 'PUT', 'OPTIONS', 'DELETE', 'PATCH', 'HEAD' as const);

describe('whatever a stranger sends', () => {
  it('never breaks the door, and leaves no row', async () => {
    const before = await countRows();
    const request = fc.record({
      method,
      which: fc.nat(),
      query: fc.webQueryParameters(),
      headers: fc.dictionary(headerName, headerValue, { maxKeys: 6 }),
      payload: body,
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ method, which, query, headers, payload }) => {
        const hookIds = [...connections.map(({ hookId }) => hookId), 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'];
        const url = `/v1/hooks/${hookIds[which % hookIds.length]}?${query}`;
        const { statusCode } = await server.inject({ method: method as 'POST', url, headers, payload });
        expect(statusCode).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    expect(await countRows()).toBe(before);
  });

  it('is refused when one byte of what was signed, or of the signature, is another', async () => {
    const before = await countRows();
    const good = signedPost(native);
    const parts = ['payload', 'webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parts), fc.nat(), fc.integer({ min: 1, max: 94 }), async (part, at, by) => {
        const text = part === 'payload' ? String(good.payload) : (good.headers[part] ?? '');
        const index = at % text.length;
        const other = String.fromCharCode(((text.charCodeAt(index) - 32 + by) % 95) + 32);
        const changed = text.slice(0, index) + other + text.slice(index + 1);
        const request =
          part === 'payload'
            ? { ...good, payload: changed }
            : { ...good, headers: { ...good.headers, [part]: changed } };
        expect((await post(server, request)).statusCode).toBe(401);
      }),
      { numRuns: 200 },
    );
    expect(await countRows()).toBe(before);
  });
});

describe('whatever the sender signs', () => {
  it.each(adapterNames)(
    'is answered with 200 and gives no second row when it comes again, whichever way it is signed: %s',
    async (name) => {
      const definition = name === 'configurable' ? readPreset('deel') : null;
      const sender = await door.addConnection({ adapter: name, definition });
      await fc.assert(
        fc.asyncProperty(body, async (payload) => {
          const before = (await countRows()) ?? 0;
          const bytes = Buffer.from(payload);
          const message = { id: `msg_${before}`, sentAt: new Date(), body: bytes };
          const headers = signRequest({ adapter: name, definition }, message, sender.secret);
          const request = { url: `/v1/hooks/${sender.hookId}`, headers, payload: bytes };
          const answers = [await post(server, request), await post(server, request)];
          expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
          expect((await countRows()) ?? 0).toBeLessThanOrEqual(before + 1);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('is answered with 200 and gives exactly one row', async () => {
    await fc.assert(
      fc.asyncProperty(body, headerValue, async (payload, type) => {
        const before = (await countRows()) ?? 0;
        const request = signedPost(native, { payload, headers: { 'content-type': type } });
        const first = await post(server, request);
        await post(server, request);
        expect([first.statusCode, first.body]).toEqual([200, '']);
        expect(await countRows()).toBe(before + 1);
      }),
      { numRuns: 150 },
    );
  });
});
