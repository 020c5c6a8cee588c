import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpServerError, startHttpServer } from '../../http/start-http-server.js';

const codec = { codecs: [], webUiOrigin: 'http://localhost:8233' };
const health = {};

async function start(options: Parameters<typeof startHttpServer>[0]) {
  const server = await startHttpServer(options);
  onTestFinished(() => server.close());
  return server;
}

describe('startHttpServer', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'steward.example.com', ''])(
    'does not show histories beyond this machine without a token (host "%s")',
    async (host) => {
      const started = startHttpServer({ host, port: 0, codec });
      await expect(started).rejects.toThrow(HttpServerError);
      await expect(started).rejects.toThrow(/Set STEWARD_CODEC_TOKEN and put TLS in front/);
    },
  );

  it('listens beyond this machine with a token, or with health alone', async () => {
    await start({ host: '0.0.0.0', port: 0, codec: { ...codec, token: 'a-token-of-more-than-sixteen' } });
    await start({ host: '0.0.0.0', port: 0, health });
  });

  it('serves codec and health on one port of this machine', async () => {
    const { url } = await start({ host: '127.0.0.1', port: 0, codec, health });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const body = JSON.stringify({ payloads: [] });
    const request = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    expect(await (await fetch(`${url}/decode`, request)).json()).toEqual({ payloads: [] });
  });

  it('says when the port is taken', async () => {
    const { url } = await start({ host: '127.0.0.1', port: 0, health });
    const second = startHttpServer({ host: '127.0.0.1', port: Number(new URL(url).port), health });
    await expect(second).rejects.toThrow(/it is taken\. Stop what uses it/);
  });

  it('says when the address is not one of this machine', async () => {
    await expect(startHttpServer({ host: '192.0.2.1', port: 0, health })).rejects.toThrow(/no such address/);
  });

  it('closes while a connection is held open', async () => {
    const server = await startHttpServer({ host: '127.0.0.1', port: 0, health });
    await fetch(`${server.url}/healthz`, { keepalive: true });
    await server.close();
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
  });
});
