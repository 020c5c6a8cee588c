import { randomBytes } from 'node:crypto';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { HrAdapter } from '../../hr/adapter.js';
import { findAdapter } from '../../hr/adapters.js';
import { signWebhook } from '../../hr/native/sign.js';
import { createHttpServer } from '../../http/create-http-server.js';
import type { HrHooksOptions } from '../../http/hr-hooks/hr-hooks.js';
import { addHrConnection } from './hr.js';
import { openTestStore, type TestStore } from './store.js';

export interface HrDoor {
  store: TestStore;
  sealer: ReturnType<typeof createSealer>;
  /** Lines of the log of all servers. */
  lines: string[];
  createServer(
    changes?: Partial<HrHooksOptions> & { adapters?: HrAdapter[]; requestTimeoutMs?: number },
  ): FastifyInstance;
  addConnection(changes?: Parameters<typeof addHrConnection>[2]): ReturnType<typeof addHrConnection>;
  close(): Promise<void>;
}

/** A door with a database of its own. */
export async function openHrDoor(): Promise<HrDoor> {
  const store = await openTestStore();
  const sealer = createSealer(generateKeyRing());
  const lines: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  return {
    store,
    sealer,
    lines,
    createServer({ adapters = [], requestTimeoutMs, ...changes } = {}) {
      const find = (name: string) => adapters.find((adapter) => adapter.name === name) ?? findAdapter(name);
      return createHttpServer({
        hrHooks: { db: store.db, sealer, findAdapter: find, ...changes },
        logger,
        ...(requestTimeoutMs !== undefined && { requestTimeoutMs }),
      });
    },
    addConnection: (changes) => addHrConnection(store.db, sealer, changes),
    close: () => store.close(),
  };
}

export interface SignedPost {
  url: string;
  headers: Record<string, string>;
  payload: string | Buffer;
}

/** What a leaver's HR system sends, signed as the native adapter has it. */
export function signedPost(
  { hookId, secret }: { hookId: string; secret: string },
  {
    payload = JSON.stringify(nativeBody()),
    id = `msg_${randomBytes(8).toString('hex')}`,
    sentAt = new Date(),
    headers = {},
  }: { payload?: string | Buffer; id?: string; sentAt?: Date; headers?: Record<string, string> } = {},
): SignedPost {
  return {
    url: `/v1/hooks/${hookId}`,
    headers: { 'content-type': 'application/json', ...signWebhook({ id, sentAt, body: payload }, secret), ...headers },
    payload,
  };
}

/** A leaver in plain JSON. */
export function nativeBody(worker: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'hr.worker.terminated',
    data: {
      worker: { externalId: 'E-1042', workEmail: 'ada.byrne@acme.example', ...worker },
      employment: { lastDay: '2026-12-31' },
      effective: { date: '2027-01-01', timeZone: 'Europe/Berlin' },
    },
  };
}

export async function post(server: FastifyInstance, request: SignedPost): Promise<LightMyRequestResponse> {
  return await server.inject({ method: 'POST', ...request });
}
