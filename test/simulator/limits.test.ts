import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type AccountSpec, type Simulator } from '../../simulator/index.js';
import { createManualClock, type ManualClock } from '../fakes/manual-clock.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let clock: ManualClock;
afterEach(() => simulator.close());

async function start(spec: Partial<AccountSpec>) {
  clock = createManualClock();
  simulator = await startSimulator({ accounts: [{ name: 'acme', users: 20, ...spec }, { name: 'other' }], clock });
  const account = simulator.account('acme');
  return { account, get: (path: string, token?: string) => callRetool(account, 'GET', path, { token }) };
}

describe('points', () => {
  it.each([
    ['/users', 2],
    ['/user_invites', 2],
    ['/groups', 5],
    ['/groups/1', 5],
    ['/organization/', 5],
    ['/access_tokens', 5],
  ])('%s costs %i', async (path, cost) => {
    const { account, get } = await start({ rateLimit: { kind: 'points' } });
    await get(path);
    expect(account.totals().spent).toBe(cost);
  });

  it('of a window are refused above the limit, with the usual body and when to come back', async () => {
    const { account, get } = await start({ rateLimit: { kind: 'points', points: 12, windowMs: 15_000 } });
    await get('/groups');
    clock.advance(4000);
    await get('/groups');
    await get('/users');
    const refused = await get('/users');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('11');
    expect(refused.text).toBe('{"success":false,"message":"Too many requests"}');
    expect(account.totals()).toEqual({ spent: 12, admitted: 3, refused: 1 });
  });

  it('come back one by one as their calls leave the window, and a refused call costs nothing', async () => {
    const { get } = await start({ rateLimit: { kind: 'points', points: 10, windowMs: 15_000 } });
    await get('/groups');
    clock.advance(10_000);
    await get('/groups');
    clock.advance(4999);
    expect((await get('/groups')).status).toBe(429);
    clock.advance(1);
    expect((await get('/groups')).status).toBe(200);
    expect((await get('/users')).headers.get('retry-after')).toBe('10');
  });

  it('belong to the organization, whichever token is used and whether on its own host or the gateway', async () => {
    const { account, get } = await start({ rateLimit: { kind: 'points', points: 9 } });
    await get('/groups', account.tokens.full);
    await callRetool(account, 'GET', '/users', { token: account.tokens.read, base: account.gatewayUrl });
    expect((await get('/groups', account.tokens.write)).status).toBe(429);
    expect((await callRetool(simulator.account('other'), 'GET', '/groups')).status).toBe(200);
  });

  it('are not spent by callers without a token and by the health check', async () => {
    const { account, get } = await start({ rateLimit: { kind: 'points' } });
    await get('/users', 'nonsense');
    await fetch(`${simulator.url}/acme/api/checkHealth`);
    expect(account.totals().spent).toBe(0);
  });

  it('are refused before the scope is looked at', async () => {
    const { account, get } = await start({ rateLimit: { kind: 'points', points: 2 } });
    await get('/users');
    const token = account.createToken({ label: 'none', scopes: [] });
    expect((await get('/users', token)).status).toBe(429);
  });
});

describe('calls', () => {
  it('count one each', async () => {
    const { account, get } = await start({ rateLimit: { kind: 'calls', points: 2 } });
    const statuses = [await get('/groups'), await get('/users'), await get('/users')].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
    expect(account.totals()).toEqual({ spent: 2, admitted: 2, refused: 1 });
  });
});

it('a limit can be changed at any time, which begins a new window', async () => {
  const { account, get } = await start({ rateLimit: { kind: 'points', points: 2 } });
  await get('/users');
  account.setRateLimit({ kind: 'points', points: 4 });
  expect((await get('/users')).status).toBe(200);
  account.setRateLimit({ kind: 'off' });
  expect((await get('/groups')).status).toBe(200);
  expect(account.totals()).toEqual({ spent: 5, admitted: 1, refused: 0 });
});

describe('latency', () => {
  async function timeOf(get: (path: string) => Promise<{ status: number }>, path: string): Promise<number> {
    const before = clock.now();
    await get(path);
    return clock.now() - before;
  }

  it('is per call and per 100 rows, paged and whole alike', async () => {
    const { get } = await start({ users: 1000, latency: { perCallMs: 7, per100RowsMs: 10 } });
    expect(await timeOf(get, '/users')).toBe(107);
    expect(await timeOf(get, '/users?limit=100')).toBe(17);
    expect(await timeOf(get, '/users?limit=50')).toBe(12);
    expect(await timeOf(get, '/users/user_0')).toBe(7);
  });

  it('counts groups as rows and not their members', async () => {
    const { get } = await start({ users: 500, groups: 200, latency: { perCallMs: 0, per100RowsMs: 10 } });
    expect(await timeOf(get, '/groups')).toBe(20);
  });

  it('does not hold back refusals, and can be taken away', async () => {
    const { account, get } = await start({ latency: { perCallMs: 50, per100RowsMs: 0 } });
    expect(await timeOf((path) => get(path, 'nonsense'), '/users')).toBe(0);
    account.setLatency({ perCallMs: 0, per100RowsMs: 0 });
    expect(await timeOf(get, '/users')).toBe(0);
  });
});
