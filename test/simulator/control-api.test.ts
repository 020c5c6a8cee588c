import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { name: 'acme', users: 20 },
      { name: 'other', users: 20 },
    ],
  });
  account = simulator.account('acme');
});
afterEach(() => simulator.faults.clear());
afterAll(() => simulator.close());

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${simulator.url}/_simulator${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const text = await response.text();
  return { status: response.status, json: (text === '' ? undefined : JSON.parse(text)) as unknown };
}

describe('the control API', () => {
  it('tells the accounts with their addresses and tokens', async () => {
    const { json } = await control('GET', '');
    expect(json).toMatchObject({
      url: simulator.url,
      accounts: [{ name: 'acme', baseUrl: account.baseUrl, tokens: account.tokens }, { name: 'other' }],
    });
    expect((await control('GET', '/accounts/acme')).json).toMatchObject({ organizationId: account.organizationId });
  });

  it('changes people', async () => {
    const change = (name: string, ...given: unknown[]) =>
      control('POST', '/accounts/acme/changes', { change: name, arguments: given });
    const created = await change('createUser', { email: 'via@acme.example' });
    expect(created).toEqual({ status: 200, json: { result: account.findUser('via@acme.example')?.id } });
    await change('addMember', 'viewer', 'via@acme.example', true);
    await change('disableUser', 'via@acme.example');
    expect((await control('GET', '/accounts/acme/users/via@acme.example')).json).toMatchObject({
      active: false,
      groups: ['viewer', 'All Users'],
    });
    expect((await change('changeShare', 0.5, 'x')).json).toHaveProperty('result.signedIn');
  });

  it.each([
    [{ change: 'explode', arguments: [] }],
    [{ change: 'toString', arguments: [] }],
    [{ change: 'disableUser', arguments: [] }],
    [{ change: 'disableUser', arguments: ['nobody@acme.example'] }],
    [{ change: 'changeShare', arguments: [7] }],
  ])('refuses the change %j with 400 and the reason', async (body) => {
    const { status, json } = await control('POST', '/accounts/acme/changes', body);
    expect(status).toBe(400);
    expect(json).toHaveProperty('error');
  });

  it('plants, lists and removes faults', async () => {
    const { json } = await control('POST', '/faults', { path: '/users', fault: { kind: 'html' } });
    expect((await callRetool(account, 'GET', '/users')).status).toBe(502);
    expect((await control('GET', '/faults')).json).toMatchObject([{ matched: 1, played: 1 }]);
    const { id } = json as { id: number };
    expect((await control('DELETE', `/faults/${id}`)).status).toBe(204);
    expect((await control('DELETE', `/faults/${id}`)).status).toBe(404);
    await control('POST', '/faults', { fault: { kind: 'reset' } });
    await control('DELETE', '/faults');
    expect((await callRetool(account, 'GET', '/users')).status).toBe(200);
    expect((await control('POST', '/faults', { fault: { kind: 'gremlin' } })).status).toBe(400);
  });

  it('shows the journal, without its own calls and without tokens', async () => {
    await control('DELETE', '/journal');
    await callRetool(account, 'GET', '/users?limit=3');
    const { json } = await control('GET', '/journal?account=acme&method=GET');
    expect(json).toMatchObject([{ path: '/users', rows: 3, token: 'full' }]);
    expect(JSON.stringify(json)).not.toContain('retool_');
  });

  it('sets rate limit, latency and behaviour', async () => {
    const path = '/accounts/acme';
    await control('PUT', `${path}/rate-limit`, { kind: 'calls', points: 1, windowMs: 3_600_000 });
    expect((await callRetool(account, 'GET', '/users')).status).toBe(200);
    expect((await callRetool(account, 'GET', '/users')).status).toBe(429);
    expect((await control('GET', `${path}/totals`)).json).toEqual({ spent: 1, admitted: 1, refused: 1 });
    await control('PUT', `${path}/rate-limit`, { kind: 'off' });
    await control('PUT', `${path}/behaviour`, { pagedTotalCount: 'all' });
    expect((await callRetool(account, 'GET', '/users?limit=1')).totalCount).toBe(account.users().length);
    expect((await control('PUT', `${path}/latency`, { perCallMs: 0, per100RowsMs: 0 })).status).toBe(200);
    expect((await control('PUT', `${path}/latency`, { perCallMs: -1 })).status).toBe(400);
    expect((await control('PUT', `${path}/behaviour`, { mood: 'good' })).status).toBe(400);
  });

  it('makes, revokes, restores and swaps tokens', async () => {
    const path = '/accounts/acme/tokens';
    const { json } = await control('POST', path, { label: 'made', scopes: ['organization:read'] });
    const { token } = json as { token: string };
    const read = () => callRetool(account, 'GET', '/organization/', { token });
    expect((await read()).data.id).toBe(account.organizationId);
    await control('POST', `${path}/revoke`, { token });
    expect((await read()).status).toBe(401);
    await control('POST', `${path}/restore`, { token: 'made' });
    await control('POST', `${path}/swap`, { token, other: 'other' });
    expect((await read()).data.id).toBe(simulator.account('other').organizationId);
    expect((await control('POST', `${path}/revoke`, { token: 'never made' })).status).toBe(400);
  });

  it('shows a person, access requests and workflows, and changes them', async () => {
    const change = (name: string, ...given: unknown[]) =>
      control('POST', '/accounts/acme/changes', { change: name, arguments: given });
    const email = account.special.mobile;
    await change('createObject', 'app', 'Via HTTP');
    await change('grantAccess', email, { type: 'app', name: 'Via HTTP' }, 'use');
    await change('createWorkflow', { name: 'Via HTTP', createdBy: email });
    expect((await control('GET', `/accounts/acme/people/${email}`)).json).toMatchObject({
      grants: [{ type: 'app', name: 'Via HTTP', level: 'use' }],
      workflows: [{ name: 'Via HTTP' }],
    });
    expect((await control('GET', '/accounts/acme/access-requests')).json).toHaveLength(5);
    expect((await control('GET', '/accounts/acme/workflows')).json).toHaveLength(5);
    expect((await change('grantAccess', email, { type: 'moon', name: 'x' }, 'use')).status).toBe(400);
  });

  it('lists the assumptions', async () => {
    const { json } = await control('GET', '/assumptions');
    expect(json).toContainEqual(expect.objectContaining({ id: 'last-admin', switch: 'lastAdmin' }));
  });
});
