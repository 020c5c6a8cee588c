import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type FaultRule, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { createManualClock } from '../fakes/manual-clock.js';
import { callRetool } from '../setup/call-retool.js';

const clock = createManualClock();
let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', users: 300 }, { name: 'other' }], clock });
  account = simulator.account('acme');
});
afterEach(() => {
  simulator.faults.clear();
  simulator.journal.clear();
});
afterAll(() => simulator.close());

const get = (path: string) => callRetool(account, 'GET', path);
const statuses = async (...paths: string[]) => {
  const found: number[] = [];
  for (const path of paths) found.push((await get(path)).status);
  return found;
};

describe('what goes wrong', () => {
  it('a status, with the usual body and when to come back', async () => {
    simulator.faults.add({ fault: { kind: 'status', status: 503, retryAfter: 6 } });
    const { status, headers, text } = await get('/users');
    expect([status, headers.get('retry-after')]).toEqual([503, '6']);
    expect(text).toBe('{"success":false,"message":"Simulated failure 503"}');
  });

  it("a proxy's HTML page", async () => {
    simulator.faults.add({ fault: { kind: 'html' } });
    const { status, headers, text } = await get('/users');
    expect([status, headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
    expect(text).toContain('Bad Gateway');
  });

  it('a sign-in page with status 200', async () => {
    simulator.faults.add({ fault: { kind: 'sign-in-page' } });
    const { status, headers, text } = await get('/users');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toContain('Sign in');
  });

  it('a reset, before anything was done', async () => {
    simulator.faults.add({ method: 'POST', fault: { kind: 'reset' } });
    await expect(callRetool(account, 'POST', '/groups', { body: { name: 'Never' } })).rejects.toThrow('fetch failed');
    expect(account.groups().map(({ name }) => name)).not.toContain('Never');
  });

  it('a lost answer, after all was done', async () => {
    simulator.faults.add({ method: 'POST', nth: 1, fault: { kind: 'lose-answer' } });
    const body = { name: 'Made All The Same' };
    await expect(callRetool(account, 'POST', '/groups', { body })).rejects.toThrow('fetch failed');
    expect(account.groups().map(({ name }) => name)).toContain(body.name);
    expect((await callRetool(account, 'POST', '/groups', { body })).status).toBe(409);
  });

  it('a delay, alone and before another fault', async () => {
    const before = clock.now();
    simulator.faults.add({ fault: { kind: 'delay', delayMs: 4000 } });
    expect((await get('/users')).status).toBe(200);
    simulator.faults.add({ fault: { kind: 'status', status: 500 } });
    expect((await get('/users')).status).toBe(500);
    expect(clock.now() - before).toBe(8000);
  });

  it.each(['/users', '/users?limit=1', '/groups'])('a body that breaks off: %s', async (path) => {
    simulator.faults.add({ fault: { kind: 'truncate' } });
    await expect(get(path)).rejects.toThrow('terminated');
  });

  it('a body that breaks off after so many bytes', async () => {
    simulator.faults.add({ fault: { kind: 'truncate', afterBytes: 50_000 } });
    const response = await fetch(`${account.baseUrl}/users`, {
      headers: { authorization: `Bearer ${account.tokens.full}` },
    });
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of response.body ?? []) bytes += chunk.length;
    })();
    await expect(reading).rejects.toThrow('terminated');
    expect(bytes).toBe(50_000);
  });

  it('a body that is not all there although the answer ends in good order', async () => {
    simulator.faults.add({ fault: { kind: 'truncate', inGoodOrder: true } });
    await expect(get('/users')).rejects.toThrow(SyntaxError);
    await expect(get('/users?limit=1')).rejects.toThrow(SyntaxError);
  });
});

describe('when it goes wrong', () => {
  const fault: FaultRule['fault'] = { kind: 'status', status: 500 };

  it('on every call unless told otherwise', async () => {
    simulator.faults.add({ fault });
    expect(await statuses('/users', '/groups', '/nothing')).toEqual([500, 500, 500]);
  });

  it('on the nth call alone', async () => {
    simulator.faults.add({ nth: 2, fault });
    expect(await statuses('/users', '/users', '/users')).toEqual([200, 500, 200]);
  });

  it('on the first calls, or on so many from the nth on', async () => {
    simulator.faults.add({ times: 2, fault });
    expect(await statuses('/users', '/users', '/users')).toEqual([500, 500, 200]);
    simulator.faults.clear();
    simulator.faults.add({ nth: 2, times: 2, fault });
    expect(await statuses('/users', '/users', '/users', '/users')).toEqual([200, 500, 500, 200]);
  });

  it('one after the other: first 429, then 500, then well', async () => {
    simulator.faults.add({ nth: 1, fault: { kind: 'status', status: 429, retryAfter: 1 } });
    simulator.faults.add({ nth: 2, fault });
    expect(await statuses('/users', '/users', '/users')).toEqual([429, 500, 200]);
  });

  it('only where account, method and path match', async () => {
    simulator.faults.add({ account: 'other', fault });
    simulator.faults.add({ method: 'post', fault });
    simulator.faults.add({ path: '/groups/*/members', fault });
    simulator.faults.add({ path: '/access_tokens/**', fault });
    const [group] = account.groups();
    expect(await statuses('/users', `/groups/${group?.id}`, '/access_tokens', '/access_tokens/a/b')).toEqual([
      200, 200, 200, 500,
    ]);
    expect((await callRetool(account, 'POST', `/groups/${group?.id}/members`)).status).toBe(500);
    expect((await callRetool(simulator.account('other'), 'GET', '/users')).status).toBe(500);
  });

  it('whatever the trailing slash, the query and the token', async () => {
    simulator.faults.add({ path: '/organization/', fault });
    expect(await statuses('/organization', '/organization/?a=b')).toEqual([500, 500]);
    expect((await callRetool(account, 'GET', '/organization/', { token: '' })).status).toBe(500);
  });

  it('on the health check too', async () => {
    simulator.faults.add({ account: 'acme', path: '/api/checkHealth', fault: { kind: 'sign-in-page' } });
    const response = await fetch(`${simulator.url}/acme/api/checkHealth`);
    expect(await response.text()).toContain('Sign in');
  });

  it('until the fault is removed, and it says how often it was played', async () => {
    const planted = simulator.faults.add({ fault });
    await get('/users');
    planted.remove();
    expect(await statuses('/users')).toEqual([200]);
    expect(planted.played()).toBe(1);
  });

  it('never when the fault is described wrongly', () => {
    const wrong = { fault: { kind: 'status', status: 200 } } as const;
    expect(() => simulator.faults.add(wrong)).toThrow('This fault cannot be planted');
  });
});

describe('the journal', () => {
  it('tells of each call what was asked and answered, and which faults were played', async () => {
    simulator.faults.add({ nth: 2, fault: { kind: 'reset' } });
    await get('/users?limit=5');
    await expect(get('/groups')).rejects.toThrow('fetch failed');
    await callRetool(account, 'POST', '/groups', { body: { name: '' }, token: account.tokens.read });
    expect(simulator.journal.entries()).toMatchObject([
      {
        account: 'acme',
        method: 'GET',
        path: '/users',
        query: { limit: '5' },
        status: 200,
        rows: 5,
        cost: 2,
        faults: [],
      },
      { method: 'GET', path: '/groups', status: undefined, faults: ['reset'] },
      { method: 'POST', path: '/groups', body: { name: '' }, status: 403, token: 'read' },
    ]);
  });

  it('names the state of the token, never the token', async () => {
    const token = account.createToken({ label: 'dead', scopes: ['users:read'] });
    account.revokeToken('dead');
    const query = `?first_name=${account.tokens.full}`;
    await callRetool(account, 'GET', `/users${query}`, { token });
    await callRetool(account, 'GET', '/users', { token: '' });
    await callRetool(account, 'POST', '/groups', { token: 'foreign', body: { name: account.tokens.full } });
    await callRetool(account, 'GET', '/users');
    expect(simulator.journal.entries().map((entry) => entry.token)).toEqual(['revoked', 'none', 'unknown', 'full']);
    expect(JSON.stringify(simulator.journal.entries())).not.toMatch(/retool_|foreign/);
  });

  it('is filtered by account, method, path and what came after', async () => {
    await get('/users');
    await get('/groups');
    await callRetool(simulator.account('other'), 'GET', '/groups');
    const paths = (filter: object) => simulator.journal.entries(filter).map(({ path }) => path);
    expect(paths({ account: 'acme' })).toEqual(['/users', '/groups']);
    expect(paths({ path: '/groups', method: 'GET' })).toEqual(['/groups', '/groups']);
    const [first] = simulator.journal.entries();
    expect(paths({ after: first?.number })).toEqual(['/groups', '/groups']);
  });
});

it('a simulator that is closed cuts what is going on', async () => {
  const own = await startSimulator({ accounts: [{ name: 'acme' }] });
  own.faults.add({ fault: { kind: 'delay', delayMs: 3_600_000 } });
  const waiting = expect(callRetool(own.account('acme'), 'GET', '/users')).rejects.toThrow('fetch failed');
  while (own.faults.list()[0]?.played !== 1) await new Promise((resolve) => setImmediate(resolve));
  await own.close();
  await waiting;
});
