import { describe, expect, it } from 'vitest';
import { createHttpServer } from '../../http/create-http-server.js';
import type { HealthOptions } from '../../http/health.js';

async function ask(url: '/healthz' | '/readyz', health: HealthOptions) {
  const { statusCode, body } = await createHttpServer({ health }).inject({ url });
  return { statusCode, body: JSON.parse(body) as unknown };
}

const well = { statusCode: 200, body: { status: 'ok' } };
const never = () => new Promise<boolean>(() => {});

describe('health', () => {
  it('is well when every probe is', async () => {
    const health = { live: { worker: () => true }, ready: { database: async () => true } };
    expect(await ask('/healthz', health)).toEqual(well);
    expect(await ask('/readyz', health)).toEqual(well);
  });

  it('stays alive when it is not ready', async () => {
    const health = { live: { worker: () => true }, ready: { database: () => false } };
    expect(await ask('/healthz', health)).toEqual(well);
    expect(await ask('/readyz', health)).toMatchObject({ statusCode: 503 });
  });

  it('is not ready when it is not alive', async () => {
    const answer = await ask('/readyz', { live: { worker: () => false } });
    expect(answer).toEqual({ statusCode: 503, body: { status: 'unavailable', failing: ['worker'] } });
  });

  it('names the probes that failed, threw or did not answer in time, and nothing of why', async () => {
    const answer = await ask('/readyz', {
      probeTimeoutMs: 10,
      ready: {
        temporal: async () => true,
        database: () => {
          throw new Error('password of ada is wrong');
        },
        worker: never,
        stack: () => Promise.reject(new Error('gone')),
      },
    });
    expect(answer).toEqual({
      statusCode: 503,
      body: { status: 'unavailable', failing: ['database', 'worker', 'stack'] },
    });
  });
});
