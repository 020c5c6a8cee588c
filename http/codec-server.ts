import type { PayloadCodec } from '@temporalio/common';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { SealBrokenError, UnknownKeyError } from '../codec/sealer.js';
import { carriesToken } from './bearer-token.js';
import { answerFixed } from './fixed-answers.js';
import { type PayloadJson, payloadsSchema, toPayload, toPayloadJson } from './payload-json.js';
import { allowWebUi } from './web-ui-cors.js';

export interface CodecServerOptions {
  /** In the order in which they encode. */
  codecs: PayloadCodec[];
  /** The only origin whose pages may ask. */
  webUiOrigin: string;
  /** Demanded of every caller when given. */
  token?: string | undefined;
  /** Largest body in bytes. Temporal's own messages end at 4 MB, which base64 makes 5.4. */
  bodyLimit?: number;
}

const defaultBodyLimit = 8 * 1024 * 1024;

interface Body {
  payloads: PayloadJson[];
}

/**
 * Codec server of Temporal's Web UI and CLI, as a Fastify plugin: `POST /decode` shows clear text, `POST /encode` hides
 * what is sent from there. Query and `X-Namespace` do not matter, the key is in each payload.
 */
export async function codecServer(server: FastifyInstance, options: CodecServerOptions): Promise<void> {
  const { codecs, webUiOrigin, token, bodyLimit = defaultBodyLimit } = options;
  server.removeContentTypeParser('text/plain');
  server.addHook('onRequest', async (request, reply) => {
    if (!allowWebUi(webUiOrigin, request, reply)) return reply;
    // A browser asks first without the token.
    if (request.method === 'OPTIONS') return reply.code(204).send();
    if (token !== undefined && !carriesToken(request.headers.authorization, token)) {
      void reply.header('www-authenticate', 'Bearer');
      return answerFixed(reply, 401);
    }
    return undefined;
  });

  const post = (url: string, convert: (payloads: PayloadJson[], log: FastifyBaseLogger) => Promise<PayloadJson[]>) => {
    server.options(url, async (_request, reply) => reply);
    server.post<{ Body: Body }>(url, { schema: { body: payloadsSchema }, bodyLimit }, async ({ body, log }) => ({
      payloads: await convert(body.payloads, log),
    }));
  };
  post('/encode', async (payloads) => {
    let encoded = payloads.map(toPayload);
    for (const codec of codecs) encoded = await codec.encode(encoded);
    return encoded.map(toPayloadJson);
  });
  post('/decode', (payloads, log) => Promise.all(payloads.map((payload) => decodeOne(codecs, payload, log))));
}

/** A payload that cannot be read, or was not encrypted, goes back as it came: one lost key must not hide the rest. */
async function decodeOne(codecs: PayloadCodec[], json: PayloadJson, log: FastifyBaseLogger): Promise<PayloadJson> {
  const payload = toPayload(json);
  try {
    let decoded = [payload];
    for (const codec of codecs.toReversed()) decoded = await codec.decode(decoded);
    const [clear = payload] = decoded;
    return clear === payload ? json : toPayloadJson(clear);
  } catch (error) {
    if (!(error instanceof UnknownKeyError) && !(error instanceof SealBrokenError)) throw error;
    log.warn(error.message);
    return json;
  }
}
