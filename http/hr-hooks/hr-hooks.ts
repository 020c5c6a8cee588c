import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sealer } from '../../domain/sealing.js';
import type { Delivery, HrAdapter } from '../../hr/adapter.js';
import type { Db } from '../../store/database.js';
import { answerFixed } from '../fixed-answers.js';
import { createDeliveryNotes } from './delivery-notes.js';
import { receiveDelivery, type Receipt } from './receive-delivery.js';

export interface HrHooksOptions {
  db: Db;
  sealer: Sealer;
  findAdapter: (name: string) => HrAdapter | undefined;
  /** Largest body in bytes. */
  bodyLimit?: number;
  /** A sender hears within this time that it has to try again. The tightest senders give up after three seconds. */
  answerWithinMs?: number;
  /** Deliveries that are taken in at once; more are asked to come again. */
  maxUnderWay?: number;
  now?: () => Date;
}

const retryAfterSeconds = 10;

/**
 * The door for what HR systems send, as a Fastify plugin: `POST /v1/hooks/<id>`. The bytes are checked before anything is
 * parsed; what is authentic is stored before it is answered, and never refused. TLS is somebody else's, in front of it.
 */
export async function hrHooks(server: FastifyInstance, options: HrHooksOptions): Promise<void> {
  const { db, sealer, findAdapter, now = () => new Date() } = options;
  const { bodyLimit = 256 * 1024, answerWithinMs = 2_500, maxUnderWay = 256 } = options;
  const deps = { db, sealer, findAdapter, log: server.log, notes: createDeliveryNotes(db, server.log) };
  let underWay = 0;
  takeEveryBodyAsBytes(server);

  server.all<{ Params: { hookId: string } }>('/v1/hooks/:hookId', { bodyLimit }, async (request, reply) => {
    if (underWay >= maxUnderWay) return comeAgain(reply);
    underWay += 1;
    const receiving = receiveDelivery(deps, request.params.hookId, toDelivery(request, now())).finally(() => {
      underWay -= 1;
    });
    try {
      const receipt = await within(answerWithinMs, receiving);
      return receipt ? answer(reply, receipt) : comeAgain(reply);
    } catch (error) {
      request.log.error({ error: nameOf(error) }, 'delivery not stored');
      return comeAgain(reply);
    }
  });
}

/**
 * Whatever the type says it is, the very bytes. Types that are none are no reason to refuse what may be authentic, so the
 * header is kept out of Fastify's sight. Compressed bodies are refused: they would grow when they are opened.
 */
function takeEveryBodyAsBytes(server: FastifyInstance): void {
  server.decorateRequest('sentType', undefined);
  server.addHook('onRequest', async (request, reply) => {
    const encoding = request.headers['content-encoding'] ?? 'identity';
    if (encoding !== 'identity') return answerFixed(reply, 415);
    request.sentType = request.headers['content-type'];
    request.raw.headers['content-type'] = 'application/octet-stream';
    return undefined;
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The content type as it was sent. */
    sentType?: string | undefined;
  }
}

function toDelivery({ method, headers, query, body, sentType }: FastifyRequest, receivedAt: Date): Delivery {
  return {
    method,
    headers: { ...joinRepeated(headers), 'content-type': sentType },
    query: joinRepeated(query as Record<string, string | string[] | undefined>),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    receivedAt,
  };
}

function joinRepeated(entries: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function answer(reply: FastifyReply, receipt: Receipt): FastifyReply {
  switch (receipt.kind) {
    case 'stored':
      return reply.code(200).send();
    case 'handshake': {
      const { status, contentType, headers = {}, body } = receipt.answer;
      return reply.code(status).type(contentType).headers(headers).send(body);
    }
    case 'wrong-method':
      return answerFixed(reply.header('allow', 'POST'), 405);
    case 'refused':
      return answerFixed(reply, 401);
  }
}

/** Not 429: senders take that for final. */
function comeAgain(reply: FastifyReply): FastifyReply {
  return answerFixed(reply.header('retry-after', String(retryAfterSeconds)), 503);
}

/** Undefined when it takes longer; it goes on all the same. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const done = new AbortController();
  const late = pause(ms, undefined, { signal: done.signal }).catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
    work.catch(() => undefined);
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? ('code' in error ? `${error.name} ${String(error.code)}` : error.name) : 'unknown';
}
