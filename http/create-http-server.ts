import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { codecServer, type CodecServerOptions } from './codec-server.js';
import { answerFixed, useFixedAnswers } from './fixed-answers.js';
import { health, type HealthOptions } from './health.js';
import { hrHooks, type HrHooksOptions } from './hr-hooks/hr-hooks.js';

export interface HttpServerOptions {
  codec?: CodecServerOptions | undefined;
  health?: HealthOptions | undefined;
  hrHooks?: HrHooksOptions | undefined;
  /** Senders have to be done by then. */
  requestTimeoutMs?: number;
  /** Without one nothing is logged. */
  logger?: FastifyBaseLogger | undefined;
}

/** One HTTP server with what it is given to serve. It does not listen yet. */
export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { codec, health: probes, hrHooks: hooks, logger, requestTimeoutMs = 30_000 } = options;
  const server = fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    // Every page of a history asks; and what is asked is nobody's business.
    logController: new LogController({ disableRequestLogging: true }),
    // A delivery that is under way is answered: its sender may try only once more.
    forceCloseConnections: hooks ? 'idle' : true,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: Math.min(1_000, requestTimeoutMs / 2) },
    frameworkErrors: (_error, _request, reply) => void answerFixed(reply, 400),
  });
  useFixedAnswers(server);
  server.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  if (probes) void server.register(health, probes);
  if (hooks) void server.register(hrHooks, hooks);
  if (codec) void server.register(codecServer, codec);
  return server;
}
