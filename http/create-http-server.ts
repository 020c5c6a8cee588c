import { fastify, type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { codecServer, type CodecServerOptions } from './codec-server.js';
import { answerFixed, useFixedAnswers } from './fixed-answers.js';
import { health, type HealthOptions } from './health.js';

export interface HttpServerOptions {
  codec?: CodecServerOptions | undefined;
  health?: HealthOptions | undefined;
  /** Without one nothing is logged. */
  logger?: FastifyBaseLogger | undefined;
}

/** One HTTP server with what it is given to serve. It does not listen yet. */
export function createHttpServer({ codec, health: probes, logger }: HttpServerOptions): FastifyInstance {
  const server = fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    // Every page of a history asks; and what is asked is nobody's business.
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
    requestTimeout: 30_000,
    frameworkErrors: (_error, _request, reply) => void answerFixed(reply, 400),
  });
  useFixedAnswers(server);
  server.addHook('onSend', async (_request, reply) => {
    void reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  });
  if (probes) void server.register(health, probes);
  if (codec) void server.register(codecServer, codec);
  return server;
}
