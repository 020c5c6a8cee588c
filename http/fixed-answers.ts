import type { FastifyInstance, FastifyReply } from 'fastify';

/** All that strangers are told. Reasons go to the log. */
const answers: Record<number, string> = {
  400: 'bad request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not found',
  405: 'method not allowed',
  413: 'too large',
  415: 'unsupported type',
  503: 'unavailable',
};

/** Answers with a fixed body for the status; what has none of its own becomes a plain 400 or 500. */
export function answerFixed(reply: FastifyReply, status: number): FastifyReply {
  const known = answers[status] === undefined ? (status >= 400 && status < 500 ? 400 : 500) : status;
  return reply.code(known).send({ error: answers[known] ?? 'internal error' });
}

/** Makes every error of the server a fixed body: no message, no path, no stack leaves it. */
export function useFixedAnswers(server: FastifyInstance): void {
  server.setNotFoundHandler((_request, reply) => answerFixed(reply, 404));
  server.setErrorHandler<Error & { statusCode?: number; code?: string }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    const line = { method: request.method, route: request.routeOptions.url, status, error: error.code ?? error.name };
    if (status >= 500) request.log.error(line, 'request failed');
    else request.log.info(line, 'request refused');
    return answerFixed(reply, status);
  });
}
