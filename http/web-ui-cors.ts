import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerFixed } from './fixed-answers.js';

/**
 * Lets the Temporal Web UI, and no other web page, send requests and read answers. Requests without an origin come from
 * no web page. A page of another origin is refused before anything is read, so that neither a forged form nor a name
 * that suddenly points at this machine gets through.
 *
 * @returns whether the request goes on
 */
export function allowWebUi(webUiOrigin: string, request: FastifyRequest, reply: FastifyReply): boolean {
  const { origin } = request.headers;
  void reply.header('vary', 'origin');
  if (origin === undefined) return true;
  if (!originsOf(webUiOrigin).includes(origin)) {
    void answerFixed(reply, 403);
    return false;
  }
  void reply.headers({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'content-type, x-namespace, authorization',
    'access-control-max-age': '600',
  });
  return true;
}

/** On this machine people open the same page as localhost and as 127.0.0.1. */
function originsOf(webUiOrigin: string): string[] {
  const { protocol, hostname, port, origin } = new URL(webUiOrigin);
  const hosts = ['localhost', '127.0.0.1'];
  if (!hosts.includes(hostname)) return [origin];
  return hosts.map((host) => new URL(`${protocol}//${host}:${port}`).origin);
}
