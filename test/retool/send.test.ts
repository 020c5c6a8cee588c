import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { MockAgent } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallGate } from '../../domain/call-gate.js';
import { createRetoolClient, type RetoolClient, type RetoolClientOptions } from '../../retool/client.js';
import {
  RetoolNotFoundError,
  RetoolNotUnderstoodError,
  RetoolRejectedError,
  RetoolTimeoutError,
  RetoolUnauthorizedError,
  RetoolUnavailableError,
  RetoolUnreachableError,
} from '../../retool/retool-error.js';
import { answerJson, startAnsweringServer, type Answering, type AnsweringServer } from '../fakes/answering-server.js';
import { rejectionOf } from '../fakes/nothing-secret.js';
import { groupAnswer, listAnswer, oneAnswer, userAnswer } from '../fakes/retool-answers.js';

let servers: { close(): Promise<void> }[] = [];
let client: RetoolClient;

async function serve(answers: Answering): Promise<AnsweringServer> {
  const server = await startAnsweringServer(answers);
  servers.push(server);
  return server;
}

async function retoolThat(answers: Answering, options: Partial<RetoolClientOptions> = {}): Promise<AnsweringServer> {
  const server = await serve(answers);
  client = createRetoolClient({ baseUrl: `${server.origin}/tools/api/v2`, token: 'retool_test', ...options });
  return server;
}

afterEach(async () => {
  await client.close();
  for (const server of servers) await server.close();
  servers = [];
});

const html = (page: string, status = 200): Answering => {
  return (_, response) => response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page);
};

describe('a call', () => {
  it('carries the token and goes below the path prefix', async () => {
    const server = await retoolThat((_, response) => answerJson(response, oneAnswer({ id: 'org_a' })));
    expect(await client.organization.get()).toEqual({ id: 'org_a' });
    expect(server.requests[0]).toMatchObject({
      method: 'GET',
      url: '/tools/api/v2/organization/',
      headers: { authorization: 'Bearer retool_test', accept: 'application/json' },
    });
  });

  it('follows no redirect: the token goes to no other origin', async () => {
    const other = await serve((_, response) => answerJson(response, oneAnswer({ id: 'org_other' })));
    const location = `${other.origin}/api/v2/organization/?email=ada@acme.example`;
    await retoolThat((_, response) => response.writeHead(307, { location }).end());
    const error = await rejectionOf(client.organization.get());
    expect(error).toMatchObject({
      name: 'RetoolNotUnderstoodError',
      reason: 'redirect',
      status: 307,
      isRetryable: false,
    });
    expect((error as Error).message).not.toContain('ada');
    expect(other.requests).toEqual([]);
  });

  it('leaves its connection to later ones', async () => {
    const ports = new Set<number | undefined>();
    await retoolThat((_, response) => {
      ports.add(response.socket?.remotePort);
      answerJson(response, oneAnswer({ id: 'org_a' }));
    });
    for (let call = 0; call < 10; call++) await client.organization.get();
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('is made once, whatever comes of it', async () => {
    const server = await retoolThat((_, response) => answerJson(response, { success: false, message: '' }, 503));
    await expect(client.organization.get()).rejects.toBeInstanceOf(RetoolUnavailableError);
    expect(server.requests).toHaveLength(1);
  });

  it('of the health check carries no token and passes no gate', async () => {
    const gate: CallGate = {
      before: () => Promise.reject(new Error('no')),
      after: () => Promise.reject(new Error('no')),
    };
    const server = await retoolThat((_, response) => answerJson(response, { version: '3.334.17', status: 'HEALTHY' }), {
      gate,
    });
    expect(await client.checkHealth()).toEqual({ version: '3.334.17', status: 'HEALTHY' });
    expect(server.requests[0]?.url).toBe('/tools/api/checkHealth');
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
  });
});

describe('an answer', () => {
  it('that is compressed is read, alone and as a list', async () => {
    const zipped = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    await retoolThat(({ url }, response) => {
      const answer = url.endsWith('/users') ? listAnswer([userAnswer(1)]) : oneAnswer({ id: 'org_a' });
      response.writeHead(200, zipped).end(gzipSync(JSON.stringify(answer)));
    });
    expect(await client.organization.get()).toEqual({ id: 'org_a' });
    for await (const users of client.users.all()) expect(users).toHaveLength(1);
  });

  it('is asked for compressed over a network, and as it is on this machine', async () => {
    const server = await retoolThat((_, response) => answerJson(response, oneAnswer({ id: 'org_a' })));
    await client.organization.get();
    expect(server.requests[0]?.headers).not.toHaveProperty('accept-encoding');
    const agent = new MockAgent();
    agent.disableNetConnect();
    agent
      .get('https://retool.acme.example')
      .intercept({ path: '/api/v2/organization/', headers: { 'accept-encoding': 'gzip' } })
      .reply(200, gzipSync(JSON.stringify(oneAnswer({ id: 'org_b' }))), {
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      });
    const far = createRetoolClient({
      baseUrl: 'https://retool.acme.example/api/v2',
      token: 'retool_test',
      transport: { dispatcher: agent, close: () => agent.close() },
    });
    expect(await far.organization.get()).toEqual({ id: 'org_b' });
    await agent.close();
  });

  it('that is compressed and breaks off is no whole answer', async () => {
    const zipped = gzipSync(JSON.stringify(listAnswer([userAnswer(1)])));
    await retoolThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      response.end(zipped.subarray(0, zipped.length - 12));
    });
    await expect(client.organization.get()).rejects.toBeInstanceOf(RetoolUnreachableError);
  });

  it('in a compression nobody asked for is not understood', async () => {
    await retoolThat((_, response) =>
      answerJson(response, oneAnswer({ id: 'org_a' }), 200, { 'content-encoding': 'zstd' }),
    );
    await expect(client.organization.get()).rejects.toMatchObject({ reason: 'not-json' });
  });

  it('with status 200 that is a web page is not the Retool API, and a sign-in page is told apart', async () => {
    await retoolThat(html('<html><title>Welcome</title>Nothing here</html>'));
    await expect(client.organization.get()).rejects.toMatchObject({ reason: 'html', isRetryable: false });
    await client.close();
    await retoolThat(html('<form><input name="user"><input type="password"></form>'));
    await expect(client.organization.get()).rejects.toMatchObject({ reason: 'sign-in-page' });
  });

  it('without success true, or without data, is not understood', async () => {
    const answers = [{ data: { id: 'org_a' } }, { success: false, message: 'x' }, { success: true }, [], 'null', '7'];
    await retoolThat((_, response) => answerJson(response, answers.shift()));
    while (answers.length > 0)
      await expect(client.organization.get()).rejects.toMatchObject({ reason: 'unexpected-shape' });
  });

  it('that ends early is no answer, also where it ends in good order; one that is no JSON is not understood', async () => {
    const answers = ['{"success":true,"data":{"id":"org_', '', '{"success":true,"data":{"id":"a"}'];
    await retoolThat((_, response) => answerJson(response, answers.shift() ?? '{"success":tru}'));
    for (let call = 0; call < 3; call++)
      await expect(client.organization.get()).rejects.toMatchObject({
        name: 'RetoolUnreachableError',
        code: 'BROKEN_OFF',
        isRetryable: true,
      });
    await expect(client.organization.get()).rejects.toMatchObject({ reason: 'not-json' });
  });

  it('above its size limit is given up', async () => {
    const big = { id: `org_${'a'.repeat(5000)}` };
    await retoolThat((_, response) => answerJson(response, oneAnswer(big)), { limits: { answerBytes: 1000 } });
    await expect(client.organization.get()).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('that is a list with an item, or with a length, above its limit is given up', async () => {
    const answers = [listAnswer([userAnswer(1, { first_name: 'a'.repeat(200_000) })]), listAnswer([userAnswer(1)])];
    await retoolThat((_, response) => answerJson(response, answers.shift()), {
      limits: { itemBytes: 1000, streamBytes: 250 },
    });
    for (let call = 0; call < 2; call++)
      await expect(client.users.page({ limit: 5 })).rejects.toMatchObject({ reason: 'too-large' });
  });

  it('404 that is a web page says that the path is unknown, not that the user is', async () => {
    await retoolThat(html('<html>404</html>', 404));
    await expect(client.users.get('user_a')).rejects.toBeInstanceOf(RetoolNotUnderstoodError);
    await client.close();
    await retoolThat((_, response) => answerJson(response, { success: false, message: 'No user' }, 404));
    await expect(client.users.get('user_a')).rejects.toBeInstanceOf(RetoolNotFoundError);
  });

  it('401 and 403 that are web pages come from something before Retool', async () => {
    await retoolThat(html('<html>no</html>', 401));
    await expect(client.users.get('user_a')).rejects.toMatchObject({ name: 'RetoolUnauthorizedError', fromApi: false });
    await client.close();
    await retoolThat(html('<html>no</html>', 403));
    await expect(client.users.get('user_a')).rejects.toMatchObject({ name: 'RetoolForbiddenError', fromApi: false });
  });

  it.each([
    ['Forbidden: API token is missing one of "users:read"', { missingScope: 'users:read', planLimit: false }],
    ['missing one of "apps:read" or one of "mcp:admin"', { missingScope: 'apps:read', planLimit: false }],
    ['API access is limited', { missingScope: undefined, planLimit: true }],
    ['Please upgrade', { missingScope: undefined, planLimit: true }],
    ['ada@acme.example may not', { missingScope: undefined, planLimit: false }],
  ])('403 "%s" tells scope from plan', async (message, expected) => {
    await retoolThat((_, response) => answerJson(response, { success: false, message }, 403));
    const error = await rejectionOf(client.users.get('user_a'));
    expect(error).toMatchObject({ name: 'RetoolForbiddenError', ...expected });
    expect((error as Error).message).not.toContain('ada');
  });

  it('of any other refusal has an error of its own kind', async () => {
    const statuses = [400, 422, 418];
    await retoolThat((_, response) => answerJson(response, { success: false, message: '' }, statuses.shift()));
    for (let call = 0; call < 3; call++)
      await expect(client.groups.rename(1, 'x')).rejects.toBeInstanceOf(RetoolRejectedError);
  });
});

describe('waiting', () => {
  it('ends with the reason of the signal, and closes the connection', async () => {
    let closed: () => void;
    const connectionClosed = new Promise<void>((resolve) => (closed = resolve));
    const controller = new AbortController();
    await retoolThat((_, response) => {
      response.once('close', () => closed());
      controller.abort(new Error('cancelled by its workflow'));
    });
    await expect(client.organization.get(controller.signal)).rejects.toThrow('cancelled by its workflow');
    await connectionClosed;
    await expect(client.organization.get(controller.signal)).rejects.toThrow('cancelled by its workflow');
  });

  it('in the middle of a list ends with the reason of the signal', async () => {
    const controller = new AbortController();
    await retoolThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(`{"success":true,"data":[${JSON.stringify(userAnswer(1)).padEnd(70_000)},`);
    });
    const read = async () => {
      for await (const _ of client.users.all(controller.signal)) controller.abort(new Error('cancelled'));
    };
    await expect(read()).rejects.toThrow('cancelled');
  });

  it.each([
    ['headers', { headersMs: 20 }, undefined],
    ['body', { bodyIdleMs: 20 }, '{"success":'],
    ['whole call', { callMs: 20 }, '{"success":'],
    ['whole call', { callMs: 20 }, undefined],
  ] as const)('for the %s has a limit (%j)', async (part, limits, start) => {
    await retoolThat(
      (_, response) => {
        if (start === undefined) return;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(start);
      },
      { limits },
    );
    const error = await rejectionOf(client.organization.get());
    expect(error).toBeInstanceOf(RetoolTimeoutError);
    expect(error).toMatchObject({ part, isRetryable: true, status: undefined });
  });
});

describe('what does not answer', () => {
  it('is unreachable, by the code of what happened', async () => {
    const gone = await startAnsweringServer(() => undefined);
    await gone.close();
    client = createRetoolClient({ baseUrl: `${gone.origin}/api/v2`, token: 'retool_test' });
    await expect(client.organization.get()).rejects.toMatchObject({
      name: 'RetoolUnreachableError',
      code: 'ECONNREFUSED',
      isRetryable: true,
      message: expect.stringContaining('nothing listens at that address') as string,
    });
  });

  it('in HTTP is unreachable, and what it said is not shown', async () => {
    const talker = createServer((socket) => socket.resume().end('220 mail.acme.example ESMTP ready\r\n'));
    talker.listen(0, '127.0.0.1');
    await once(talker, 'listening');
    servers.push({ close: () => new Promise((resolve) => talker.close(() => resolve())) });
    const { port } = talker.address() as AddressInfo;
    client = createRetoolClient({ baseUrl: `http://127.0.0.1:${port}/api/v2`, token: 'retool_test' });
    const error = await rejectionOf(client.organization.get());
    expect(error).toMatchObject({ name: 'RetoolUnreachableError' });
    expect((error as Error).message).toContain('does not speak HTTP');
    expect((error as Error).message).not.toContain('mail');
  });
});

describe('the gate', () => {
  const heard: unknown[] = [];
  const gate: CallGate = {
    before: (call) => Promise.resolve(void heard.push(['before', call])),
    after: (call, outcome) => Promise.resolve(void heard.push(['after', call, outcome])),
  };

  afterEach(() => {
    heard.length = 0;
  });

  it('hears of every call before and after: its template and price, its status and the wait asked for', async () => {
    await retoolThat((_, response) => answerJson(response, {}, 429, { 'retry-after': '6' }), { gate });
    await expect(client.groups.removeMember(7, 'user_a')).rejects.toMatchObject({
      name: 'RetoolRateLimitedError',
      retryAfterMs: 6000,
      isRetryable: true,
    });
    const call = { method: 'DELETE', template: '/groups/{groupId}/members/{userId}', points: 5 };
    expect(heard).toEqual([
      ['before', call],
      ['after', call, { status: 429, retryAfterMs: 6000 }],
    ]);
  });

  it('hears that there was no answer', async () => {
    await retoolThat((_, response) => response.destroy(), { gate });
    await expect(client.users.page({ limit: 1 })).rejects.toBeInstanceOf(RetoolUnreachableError);
    expect(heard).toHaveLength(2);
    expect(heard[1]).toEqual(['after', { method: 'GET', template: '/users', points: 2 }, {}]);
  });

  it('that does not let a call pass keeps it from being sent', async () => {
    const closed: CallGate = { ...gate, before: () => Promise.reject(new Error('the budget is used up')) };
    const server = await retoolThat((_, response) => answerJson(response, {}), { gate: closed });
    await expect(client.organization.get()).rejects.toThrow('the budget is used up');
    expect(server.requests).toEqual([]);
  });

  it('stands before lists, too', async () => {
    await retoolThat((_, response) => answerJson(response, listAnswer([groupAnswer(1, [])])), { gate });
    for await (const _ of client.groups.all());
    expect(heard).toHaveLength(2);
  });
});

describe('a token', () => {
  it('is compared by its end, and nothing else shows it', async () => {
    await retoolThat((_, response) => answerJson(response, {}, 401), { token: ' retool_secretk3f9\n' });
    expect(client.isOwnToken('k3f9')).toBe(true);
    expect(client.isOwnToken('k3f8')).toBe(false);
    expect(client.isOwnToken('')).toBe(false);
    expect(JSON.stringify(client)).not.toContain('secret');
    await expect(client.organization.get()).rejects.toBeInstanceOf(RetoolUnauthorizedError);
  });
});
