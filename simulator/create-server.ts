import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { plain, type Answer } from './answer.js';
import { endpoints } from './endpoints/index.js';
import type { Host } from './host.js';
import { serveCall, type IncomingCall, type ServeDeps } from './serve-call.js';

/**
 * The HTTP side: each organization under its own path (its own host, in effect), and the shared gateway, where the
 * token picks the organization. Not yet listening.
 */
export function createServer(deps: ServeDeps, hosts: ReadonlyMap<string, Host>): FastifyInstance {
  const app = Fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    bodyLimit: 64 * 1024 * 1024,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1000 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  const serve = (target: IncomingCall['target']) => (request: FastifyRequest, reply: FastifyReply) =>
    answerRequest(deps, hosts, target, request, reply);
  for (const prefix of ['/api/v2', '/:account/api/v2']) {
    for (const endpoint of endpoints) {
      app.route({ method: endpoint.method, url: prefix + endpoint.path, handler: serve(endpoint) });
    }
  }
  app.get(
    '/api/checkHealth',
    serve(() => answerHealth(newestOf(hosts))),
  );
  app.get('/:account/api/checkHealth', (request, reply) => {
    const host = findHost(hosts, request);
    return serve(host && (() => answerHealth(host)))(request, reply);
  });
  app.setNotFoundHandler(serve(undefined));
  return app;
}

/** Takes the connection from Fastify, which serves as router only: faults need the bare response. */
async function answerRequest(
  deps: ServeDeps,
  hosts: ReadonlyMap<string, Host>,
  target: IncomingCall['target'],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  reply.hijack();
  const host = findHost(hosts, request);
  const isElsewhere = 'account' in toTexts(request.params) && !host;
  try {
    await serveCall(deps, {
      request: request.raw,
      response: reply.raw,
      host,
      path: toPath(request.url, host),
      params: toTexts(request.params),
      query: toTexts(request.query),
      bodyText: typeof request.body === 'string' ? request.body : undefined,
      target: isElsewhere ? undefined : target,
    });
  } catch (error) {
    failOpenly(reply.raw, error);
  }
}

/** A mistake of the simulator itself must not look like a fault that was planted. A stop cuts the connection. */
function failOpenly(response: ServerResponse, error: unknown): void {
  const isStop = error instanceof Error && error.name === 'AbortError';
  if (isStop || response.headersSent) response.destroy();
  else response.writeHead(500).end(`The simulator failed: ${String(error)}`);
}

function findHost(hosts: ReadonlyMap<string, Host>, request: FastifyRequest): Host | undefined {
  return hosts.get(toTexts(request.params).account ?? '') ?? hosts.get(request.url.split('/')[1] ?? '');
}

/** The path as faults and the journal name it. */
function toPath(url: string, host: Host | undefined): string {
  const path = (url.split('?')[0] ?? '').replace(/(.)\/$/, '$1');
  const below = host ? path.slice(host.organization.name.length + 1) : path;
  return below.startsWith('/api/v2/') ? below.slice('/api/v2'.length) : below;
}

/** Repeated parameters count once, the last one. */
function toTexts(values: unknown): Record<string, string> {
  const entries = Object.entries(values as Record<string, string | string[]>);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  );
}

function answerHealth({ organization }: Host): Answer {
  return plain({ version: organization.profile.version, status: 'HEALTHY' });
}

/** The shared gateway is always of the newest release. */
function newestOf(hosts: ReadonlyMap<string, Host>): Host {
  const [newest] = [...hosts.values()].sort((one, other) =>
    other.organization.profile.version.localeCompare(one.organization.profile.version, 'en', { numeric: true }),
  );
  if (!newest) throw new Error('The simulator has no accounts.');
  return newest;
}
