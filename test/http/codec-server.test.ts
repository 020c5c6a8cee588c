import { defaultPayloadConverter } from '@temporalio/common';
import type { InjectOptions } from 'fastify';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createEncryptionCodec } from '../../codec/encryption-codec.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { KeyRing } from '../../domain/sealing.js';
import { createHttpServer } from '../../http/create-http-server.js';
import { type PayloadJson, toPayload, toPayloadJson } from '../../http/payload-json.js';

const webUiOrigin = 'http://localhost:8233';
const ring = generateKeyRing();
const token = 'a-token-of-more-than-sixteen';

interface Options {
  token?: string;
  bodyLimit?: number;
  webUiOrigin?: string;
}

/** A server whose log lines are kept. */
function createServer(options: Options = {}) {
  const lines: string[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(line) });
  const codec = { codecs: [createEncryptionCodec(ring)], webUiOrigin, ...options };
  const server = createHttpServer({ codec, logger });
  const post = (url: string, payload: unknown, headers: Record<string, string> = {}) =>
    server.inject({ method: 'POST', url, payload: payload as object, headers: { origin: webUiOrigin, ...headers } });
  const inject = (request: InjectOptions) => server.inject(request);
  return { post, inject, lines };
}

const plain = (value: unknown): PayloadJson => toPayloadJson(defaultPayloadConverter.toPayload(value));

async function encrypted(value: unknown, keys: KeyRing = ring): Promise<PayloadJson> {
  const [payload] = await createEncryptionCodec(keys).encode([defaultPayloadConverter.toPayload(value)]);
  return toPayloadJson(payload ?? {});
}

const valueOf = (payload: PayloadJson): unknown => defaultPayloadConverter.fromPayload(toPayload(payload));

describe('POST /decode', () => {
  it('shows clear text, whatever stands in the query', async () => {
    const { post } = createServer();
    const payloads = [await encrypted({ name: 'Ada' }), await encrypted(2)];
    const answer = await post('/decode?preserveStorageRefs=true', { payloads }, { 'x-namespace': 'default' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json<{ payloads: PayloadJson[] }>().payloads.map(valueOf)).toEqual([{ name: 'Ada' }, 2]);
  });

  it('gives payloads back as they came that were not encrypted, what it does not know of them included', async () => {
    const payloads = [{ ...plain('clear'), externalPayloads: [{ sizeBytes: '3' }] }, {}];
    expect((await createServer().post('/decode', { payloads })).json()).toEqual({ payloads });
  });

  it('shows the others when one key is gone, and names that key in the log alone', async () => {
    const other = generateKeyRing();
    const { post, lines } = createServer();
    const lost = await encrypted('lost', other);
    const answer = await post('/decode', { payloads: [lost, await encrypted('kept')] });
    const [first, second] = answer.json<{ payloads: PayloadJson[] }>().payloads;
    expect(first).toEqual(lost);
    expect(valueOf(second ?? {})).toBe('kept');
    expect(lines.join()).toContain(`key \\"${other.currentId}\\"`);
  });

  it('answers an empty list with an empty list', async () => {
    expect((await createServer().post('/decode', { payloads: [] })).json()).toEqual({ payloads: [] });
  });
});

describe('POST /encode', () => {
  it('hides what /decode shows', async () => {
    const { post } = createServer();
    const hidden = await post('/encode', { payloads: [plain('Ada')] });
    expect(hidden.body).not.toContain(plain('Ada').data);
    const shown = await post('/decode', hidden.json());
    expect(shown.json()).toEqual({ payloads: [plain('Ada')] });
  });
});

describe('web pages', () => {
  it.each(['/decode', '/encode'])('lets the Web UI ask for %s', async (url) => {
    const request = { 'access-control-request-method': 'POST', origin: webUiOrigin };
    const answer = await createServer({ token }).inject({ method: 'OPTIONS', url, headers: request });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': webUiOrigin,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type, x-namespace, authorization',
      vary: 'origin',
    });
  });

  it('lets the Web UI read the answer', async () => {
    const answer = await createServer().post('/decode', { payloads: [] });
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': webUiOrigin, 'cache-control': 'no-store' });
  });

  it.each([
    'http://evil.example',
    'http://localhost:9999',
    'null',
    'https://localhost:8233',
    `${webUiOrigin}.evil.example`,
  ])('refuses pages of %s, before anything is decoded', async (origin) => {
    const { post, inject } = createServer();
    const payloads = [await encrypted('Ada')];
    for (const answer of [
      await post('/decode', { payloads }, { origin }),
      await inject({ method: 'OPTIONS', url: '/decode', headers: { origin } }),
    ]) {
      expect(answer.statusCode).toBe(403);
      expect(answer.json()).toEqual({ error: 'forbidden' });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('takes localhost and 127.0.0.1 for the same Web UI', async () => {
    const origin = 'http://127.0.0.1:8233';
    const answer = await createServer().post('/decode', { payloads: [] }, { origin });
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
  });

  it('takes no other name of a Web UI elsewhere', async () => {
    const server = createServer({ webUiOrigin: 'https://temporal.example.com' });
    expect(
      (await server.post('/decode', { payloads: [] }, { origin: 'https://temporal.example.com' })).statusCode,
    ).toBe(200);
    expect((await server.post('/decode', { payloads: [] })).statusCode).toBe(403);
  });

  it('answers callers that are no web page, as the Temporal CLI', async () => {
    const answer = await createServer().inject({ method: 'POST', url: '/decode', payload: { payloads: [] } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('the token', () => {
  it('lets those in who have it', async () => {
    const answer = await createServer({ token }).post(
      '/decode',
      { payloads: [] },
      { authorization: `Bearer ${token}` },
    );
    expect(answer.statusCode).toBe(200);
  });

  it.each(['', token, `Basic ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`, 'Bearer', `Bearer x ${token}`])(
    'refuses "%s", before it reads what was sent',
    async (authorization) => {
      const server = createServer({ token, bodyLimit: 10 });
      const answer = await server.post('/decode', { payloads: [await encrypted('Ada')] }, { authorization });
      expect(answer.statusCode).toBe(401);
      expect(answer.json()).toEqual({ error: 'unauthorized' });
      expect(answer.headers['www-authenticate']).toBe('Bearer');
    },
  );

  it('is in no answer and no log line', async () => {
    const { post, lines } = createServer({ token });
    const answers = [
      await post('/decode', { payloads: 1 }, { authorization: `Bearer ${token}` }),
      await post('/decode', { payloads: [] }, { authorization: `Bearer ${token}x` }),
    ];
    expect(answers.map(({ body }) => body).join() + lines.join()).not.toContain(token);
  });
});

describe('what cannot be answered', () => {
  const json = { 'content-type': 'application/json' };

  it.each([
    ['no JSON', '{"payloads"', json, 400, 'bad request'],
    ['no list', { payloads: 'Ada' }, {}, 400, 'bad request'],
    ['no payloads', {}, {}, 400, 'bad request'],
    ['bytes that are no text', { payloads: [{ metadata: { encoding: { Ada: 1 } } }] }, {}, 400, 'bad request'],
    ['another type', 'Ada', { 'content-type': 'text/plain' }, 415, 'unsupported type'],
    ['too much', { payloads: [{ data: 'Ada='.repeat(100) }] }, {}, 413, 'too large'],
  ])('gets a fixed body: %s', async (_case, payload, headers, status, error) => {
    const { post, lines } = createServer({ bodyLimit: 200 });
    const answer = await post('/decode', payload, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error });
    expect(lines.join()).not.toContain('Ada');
  });

  it.each([
    ['GET', '/decode', 404, 'not found'],
    ['GET', '/elsewhere', 404, 'not found'],
    ['GET', '/%zz', 400, 'bad request'],
  ] as const)('gets a fixed body: %s %s', async (method, url, status, error) => {
    const answer = await createServer().inject({ method, url });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toEqual({ error });
  });

  it('tells nothing of an error of our own', async () => {
    const codecs = [
      {
        encode: () => Promise.reject(new Error('Ada is secret')),
        decode: () => Promise.reject(new Error('Ada is secret')),
      },
    ];
    const server = createHttpServer({ codec: { codecs, webUiOrigin } });
    const answer = await server.inject({ method: 'POST', url: '/decode', payload: { payloads: [{}] } });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: 'internal error' });
  });
});
