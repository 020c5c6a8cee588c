import { MockAgent } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newestFeatures } from '../../domain/retool-version.js';
import { createRetoolClient, type RetoolClientOptions } from '../../retool/client.js';
import { probeAccount, type Probe } from '../../retool/probe.js';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { answerJson, startAnsweringServer, type Answering } from '../fakes/answering-server.js';
import { expectNothingOf, rejectionOf } from '../fakes/nothing-secret.js';
import { listAnswer, oneAnswer, userAnswer } from '../fakes/retool-answers.js';

let simulator: Simulator;
let acme: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { name: 'acme' },
      { name: 'onprem', profile: '3.243' },
      { name: 'ancient', profile: '3.100' },
      { name: 'later', profile: '3.334' },
      { name: 'small-plan', plan: 'business' },
      { name: 'lonely', empty: true },
    ],
  });
  acme = simulator.account('acme');
});

afterEach(() => {
  simulator.faults.clear();
  simulator.journal.clear();
});

afterAll(() => simulator.close());

async function probeWith(options: RetoolClientOptions): Promise<Probe> {
  const client = createRetoolClient(options);
  try {
    const probe = await probeAccount(client);
    expectNothingOf(probe, [options.token]);
    return probe;
  } finally {
    await client.close();
  }
}

const probe = (account: SimulatedAccount, token = account.tokens.full) =>
  probeWith({ baseUrl: account.baseUrl, token });

async function probeServer(answers: Answering, token = 'retool_test'): Promise<Probe> {
  const server = await startAnsweringServer(answers);
  try {
    return await probeWith({ baseUrl: `${server.origin}/api/v2`, token });
  } finally {
    await server.close();
  }
}

describe('a probe', () => {
  it('of an account that has everything finds everything', async () => {
    expect(await probe(acme)).toEqual({
      reachable: true,
      isRetool: true,
      version: '4.70.0',
      organizationId: acme.organizationId,
      features: newestFeatures,
      scopes: {
        'users:read': 'present',
        'groups:read': 'present',
        'organization:read': 'present',
        'users:write': 'present',
        'groups:write': 'present',
        'access_tokens:read': 'present',
        'workflows:read': 'present',
        'permissions:all:read': 'present',
        'permissions:all:write': 'present',
      },
      plan: 'enterprise',
      tokenOwnerEmail: acme.special.soleAdmin,
    });
  });

  it('changes nothing', async () => {
    const state = () =>
      JSON.stringify([acme.users(), acme.groups(), acme.invites(), acme.describeUser(acme.special.leaver)]);
    const before = state();
    await probe(acme);
    expect(state()).toBe(before);
    const writes = simulator.journal.entries().filter(({ method }) => method !== 'GET');
    expect(writes.map(({ method, path, status }) => [method, path, status])).toEqual([
      ['PATCH', '/users/user_00000000000000000000000000000000', 404],
      ['DELETE', '/groups/2147483647/members/user_00000000000000000000000000000000', 404],
      ['POST', '/permissions/listObjects', 404],
      ['POST', '/permissions/revoke', 404],
    ]);
  });

  it('finds the scopes that are missing', async () => {
    expect((await probe(acme, acme.tokens.read)).scopes).toEqual({
      'users:read': 'present',
      'groups:read': 'present',
      'organization:read': 'present',
      'users:write': 'missing',
      'groups:write': 'missing',
      'access_tokens:read': 'missing',
      'workflows:read': 'missing',
      'permissions:all:read': 'missing',
      'permissions:all:write': 'missing',
    });
    expect((await probe(acme, acme.tokens.noGroupsWrite)).scopes).toMatchObject({
      'users:write': 'present',
      'groups:write': 'missing',
    });
    const token = acme.createToken({ label: 'users only', scopes: ['users:read'] });
    const withoutOrganization = await probe(acme, token);
    expect(withoutOrganization.scopes).toMatchObject({ 'organization:read': 'missing', 'groups:read': 'missing' });
    expect(withoutOrganization).not.toHaveProperty('organizationId');
    expect(withoutOrganization).not.toHaveProperty('problem');
    expect(withoutOrganization.plan).toBe('enterprise');
  });

  it('does not try what the version has no use for', async () => {
    const found = await probe(simulator.account('ancient'));
    expect(found.scopes).toMatchObject({ 'workflows:read': 'unknown', 'permissions:all:read': 'unknown' });
    const paths = simulator.journal.entries({ account: 'ancient' }).map(({ path }) => path);
    expect(paths.filter((path) => /workflows|permissions/.test(path))).toEqual([]);
  });

  it.each([
    [{ kind: 'status', status: 400 }],
    [{ kind: 'status', status: 500 }],
    [{ kind: 'html', status: 404 }],
    [{ kind: 'reset' }],
  ] as const)('leaves a write scope unknown until it is used when trying it says nothing (%j)', async (fault) => {
    simulator.faults.add({ method: 'PATCH', path: '/users/*', fault });
    expect((await probe(acme)).scopes).toMatchObject({ 'users:write': 'unknown', 'groups:write': 'present' });
  });

  it('finds the owner of the token, whoever made it', async () => {
    const scopes = ['users:read', 'groups:read', 'organization:read', 'access_tokens:read'];
    const token = acme.createToken({ label: 'of the leaver', scopes, owner: acme.special.leaver });
    expect((await probe(acme, token)).tokenOwnerEmail).toBe(acme.special.leaver);
  });

  it('does not guess the owner of the token', async () => {
    const twin = { id: 't', label: '', last4: 'k3f9', scopes: [], created_at: null };
    const tokens = [
      { ...twin, owner_legacy_id: 1 },
      { ...twin, owner_legacy_id: 2 },
    ];
    const found = await probeServer(({ url }, response) => {
      if (url.endsWith('/access_tokens')) answerJson(response, listAnswer(tokens));
      else if (url.includes('/users')) answerJson(response, listAnswer([userAnswer(1), userAnswer(2)]));
      else answerJson(response, url.includes('organization') ? oneAnswer({ id: 'org_a' }) : {}, 200);
    }, 'retool_secretk3f9');
    expect(found.scopes['access_tokens:read']).toBe('present');
    expect(found).not.toHaveProperty('tokenOwnerEmail');
  });

  it.each([
    [
      'onprem',
      { paging: false, includeGroups: false, seatType: false, userLogout: false, removesDisabledMembers: false },
    ],
    ['later', { paging: true, includeGroups: true, seatType: false, userLogout: false, removesDisabledMembers: true }],
  ])('knows what the version of %s can do', async (name, features) => {
    expect((await probe(simulator.account(name))).features).toMatchObject(features);
  });

  it('sees what a version that is not told can do, as far as it shows', async () => {
    simulator.faults.add({ path: '/api/checkHealth', fault: { kind: 'html', status: 404 } });
    const found = await probe(acme);
    expect(found).not.toHaveProperty('version');
    expect(found.features).toEqual({
      paging: true,
      includeGroups: true,
      seatType: true,
      userLogout: false,
      removesDisabledMembers: false,
      deleteDisables: false,
      accessRequests: false,
      accessTokens: false,
      workflows: false,
      userGrants: false,
      roleGrants: false,
    });
  });

  it('of an organization with one user says what its version can do', async () => {
    expect((await probe(simulator.account('lonely'))).features).toEqual(newestFeatures);
  });

  it('takes Cloud for the newest version, which it does not tell', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    const cloud = agent.get('https://acme.retool.com');
    cloud.intercept({ path: '/api/v2/organization/' }).reply(200, oneAnswer({ id: 'org_a' }), {
      headers: { 'content-type': 'application/json' },
    });
    const transport = { dispatcher: agent, close: () => agent.close() };
    const found = await probeWith({ baseUrl: 'https://acme.retool.com/api/v2', token: 'retool_test', transport });
    expect(found).toMatchObject({ isRetool: true, organizationId: 'org_a', features: newestFeatures, plan: 'unknown' });
    await agent.close();
  });

  it('ends with the reason of its signal', async () => {
    const client = createRetoolClient({ baseUrl: acme.baseUrl, token: acme.tokens.full });
    const signal = AbortSignal.abort(new Error('cancelled'));
    expect(await rejectionOf(probeAccount(client, { signal }))).toMatchObject({ message: 'cancelled' });
    await client.close();
  });
});

describe('an account that cannot be used', () => {
  const html = (page: string, status = 200): Answering => {
    return (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(page);
  };

  it('has no plan for the API', async () => {
    expect(await probe(simulator.account('small-plan'))).toMatchObject({
      reachable: true,
      isRetool: true,
      plan: 'business-or-lower',
      problem: { kind: 'plan', remedy: expect.stringContaining('Enterprise') as string },
    });
  });

  it('has no plan for the API also where the refusals do not say so, and invites are not refused', async () => {
    const found = await probeServer(({ url }, response) => {
      if (url.includes('/organization')) answerJson(response, oneAnswer({ id: 'org_a' }));
      else if (url.endsWith('/user_invites')) answerJson(response, listAnswer([]));
      else answerJson(response, { success: false, message: 'Forbidden' }, 403);
    });
    expect(found).toMatchObject({ plan: 'business-or-lower', problem: { kind: 'plan' } });
  });

  it('lacks scopes, not the plan, where invites are refused too', async () => {
    const found = await probeServer(({ url }, response) => {
      if (url.includes('/organization')) answerJson(response, oneAnswer({ id: 'org_a' }));
      else answerJson(response, { success: false, message: 'Forbidden' }, 403);
    });
    expect(found).toMatchObject({ plan: 'unknown', scopes: { 'users:read': 'missing', 'groups:read': 'missing' } });
    expect(found).not.toHaveProperty('problem');
  });

  it('has a dead token', async () => {
    expect(await probe(acme, 'retool_of_nobody')).toMatchObject({
      reachable: true,
      isRetool: true,
      version: '4.70.0',
      problem: { kind: 'token-refused', remedy: expect.stringContaining('Create a new one') as string },
    });
  });

  it('has a token that died while it was probed', async () => {
    simulator.faults.add({ path: '/access_tokens', fault: { kind: 'status', status: 401 } });
    expect(await probe(acme)).toMatchObject({ problem: { kind: 'token-refused' } });
  });

  it.each([
    ['a sign-in page', html('<form action="/login"><input type="password"></form>')],
    ['a redirect', ((_, response) => response.writeHead(302, { location: '/login' }).end()) as Answering],
  ])('is behind a proxy that answers with %s', async (_, answers) => {
    expect(await probeServer(answers)).toMatchObject({
      reachable: true,
      isRetool: false,
      problem: { kind: 'sign-in-page', remedy: expect.stringContaining('Let /api/v2 pass the proxy') as string },
    });
  });

  it('is behind a firewall that answers in its own name', async () => {
    for (const status of [401, 403])
      expect(await probeServer(html('<h1>Denied</h1>', status))).toMatchObject({ problem: { kind: 'blocked' } });
  });

  it.each([
    ['a web page', html('<h1>It works</h1>')],
    ['a web page with 404', html('<h1>Not found</h1>', 404)],
    ['other JSON', ((_, response) => answerJson(response, { hello: 'world' })) as Answering],
    ['404 in JSON', ((_, response) => answerJson(response, { message: 'no route' }, 404)) as Answering],
  ])('is another host, that answers with %s', async (_, answers) => {
    expect(await probeServer(answers)).toMatchObject({
      reachable: true,
      isRetool: false,
      problem: {
        kind: 'not-retool',
        remedy: expect.stringContaining('the address that people open Retool with') as string,
      },
    });
  });

  it('does not answer', async () => {
    const gone = await startAnsweringServer(() => undefined);
    await gone.close();
    const found = await probeWith({ baseUrl: `${gone.origin}/api/v2`, token: 'retool_test' });
    expect(found).toMatchObject({
      reachable: false,
      isRetool: false,
      problem: { kind: 'unreachable', message: expect.stringContaining('ECONNREFUSED') as string },
    });
  });

  it('is used up, or in trouble, for now', async () => {
    simulator.faults.add({ path: '/organization', fault: { kind: 'status', status: 429 } });
    expect(await probe(acme)).toMatchObject({ isRetool: true, problem: { kind: 'rate-limited' } });
    simulator.faults.clear();
    simulator.faults.add({ path: '/organization', fault: { kind: 'status', status: 503 } });
    expect(await probe(acme)).toMatchObject({ isRetool: true, problem: { kind: 'unavailable' } });
  });
});
