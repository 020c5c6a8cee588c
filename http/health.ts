import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';

/** Settles when all is well; throws or answers false when not. */
export type Probe = () => boolean | Promise<boolean>;

export interface HealthOptions {
  /** By name. A process whose live probe fails should be started anew. */
  live?: Record<string, Probe>;
  /** By name. A process that is not ready is fine, and gets no work for now. */
  ready?: Record<string, Probe>;
  /** A probe that has not answered by then has failed. */
  probeTimeoutMs?: number;
}

/**
 * `GET /healthz` and `GET /readyz`, as a Fastify plugin: 200 when every probe is well, else 503 with the names of those
 * that are not. They tell nothing else, so they need no token.
 */
export async function health(server: FastifyInstance, options: HealthOptions): Promise<void> {
  const { live = {}, ready = {}, probeTimeoutMs = 2_000 } = options;
  const routes = { '/healthz': live, '/readyz': { ...live, ...ready } };
  for (const [url, probes] of Object.entries(routes)) {
    server.get(url, async (_request, reply) => {
      const failing = await findFailing(probes, probeTimeoutMs);
      if (failing.length === 0) return { status: 'ok' };
      return reply.code(503).send({ status: 'unavailable', failing });
    });
  }
}

async function findFailing(probes: Record<string, Probe>, timeoutMs: number): Promise<string[]> {
  const entries = Object.entries(probes);
  const answers = await Promise.all(entries.map(([, probe]) => isWell(probe, timeoutMs)));
  return entries.filter((_, index) => !answers[index]).map(([name]) => name);
}

async function isWell(probe: Probe, timeoutMs: number): Promise<boolean> {
  const done = new AbortController();
  const late = pause(timeoutMs, false, { signal: done.signal }).catch(() => false);
  try {
    return await Promise.race([Promise.resolve().then(probe), late]);
  } catch {
    return false;
  } finally {
    done.abort();
  }
}
