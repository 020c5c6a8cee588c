import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let acme: SimulatedAccount;
let other: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { name: 'acme', users: 20 },
      { name: 'other', users: 15, profile: '3.334' },
      { name: 'small', users: 15, plan: 'business' },
    ],
  });
  acme = simulator.account('acme');
  other = simulator.account('other');
});
afterAll(() => simulator.close());

describe('a token', () => {
  it.each(['', 'retool_01hzzzzzzzzzzzzzzzzzzzzzzz', 'nonsense'])('that is not known answers 401: %j', async (token) => {
    const { status, text } = await callRetool(acme, 'GET', '/users', { token });
    expect([status, text]).toEqual([401, '{"success":false,"message":"Unauthorized"}']);
  });

  it('of another organization is refused on an own host', async () => {
    expect((await callRetool(acme, 'GET', '/users', { token: other.tokens.full })).status).toBe(401);
  });

  it('picks the organization on the shared gateway', async () => {
    for (const account of [acme, other]) {
      const { data } = await callRetool(account, 'GET', '/organization/', { base: account.gatewayUrl });
      expect(data.id).toBe(account.organizationId);
    }
  });

  it('that was revoked answers 401 and is no longer listed, until it is restored', async () => {
    const token = acme.createToken({ label: 'short-lived', scopes: ['users:read'] });
    acme.revokeToken(token);
    expect((await callRetool(acme, 'GET', '/users', { token })).status).toBe(401);
    const listed = await callRetool(acme, 'GET', '/access_tokens');
    expect(listed.rows.map(({ label }) => label)).not.toContain('short-lived');
    acme.restoreToken('short-lived');
    expect((await callRetool(acme, 'GET', '/users', { token })).status).toBe(200);
  });

  it('that was swapped acts on the other organization, at the same address and on the gateway', async () => {
    const token = acme.createToken({ label: 'swapped', scopes: ['organization:read'] });
    acme.swapToken('swapped', 'other');
    for (const base of [acme.baseUrl, acme.gatewayUrl, other.baseUrl]) {
      const { status, data } = await callRetool(acme, 'GET', '/organization/', { token, base });
      expect([status, data.id]).toEqual([200, other.organizationId]);
    }
  });

  it('keeps working when its owner is disabled, or not where the account is set to that', async () => {
    const token = acme.createToken({ label: 'owned', scopes: ['users:read'], owner: acme.special.mobile });
    acme.change.disableUser(acme.special.mobile);
    expect((await callRetool(acme, 'GET', '/users?limit=1', { token })).status).toBe(200);
    acme.setBehaviour({ tokenOfDisabledOwner: 'refused' });
    expect((await callRetool(acme, 'GET', '/users?limit=1', { token })).status).toBe(401);
    acme.setBehaviour({ tokenOfDisabledOwner: 'works' });
  });
});

describe('scopes', () => {
  const user = '/users/user_0';
  it.each([
    ['GET', '/users', 'users:read'],
    ['GET', user, 'users:read'],
    ['POST', '/users', 'users:write'],
    ['PATCH', user, 'users:write'],
    ['DELETE', user, 'users:write'],
    ['POST', `${user}/logout`, 'users:write'],
    ['GET', '/groups', 'groups:read'],
    ['POST', '/groups', 'groups:write'],
    ['PATCH', '/groups/1', 'groups:write'],
    ['POST', '/groups/1/members', 'groups:write'],
    ['DELETE', '/groups/1/members/user_0', 'groups:write'],
    ['GET', '/user_invites', 'users:read'],
    ['POST', '/user_invites', 'users:write'],
    ['GET', '/access_tokens', 'access_tokens:read'],
    ['GET', '/organization/', 'organization:read'],
    ['PATCH', '/organization/', 'organization:write'],
  ])('%s %s without %s answers 403 and names it', async (method, path, scope) => {
    const token = acme.createToken({ label: 'no scopes', scopes: [] });
    const { status, message } = await callRetool(acme, method, path, { token });
    expect([status, message]).toEqual([403, `Forbidden: API token is missing one of "${scope}"`]);
  });

  it('are looked at before the id, so that a harmless id tells whether a write is permitted', async () => {
    const without = await callRetool(acme, 'DELETE', '/groups/0/members/user_0', { token: acme.tokens.noGroupsWrite });
    const having = await callRetool(acme, 'DELETE', '/groups/0/members/user_0', { token: acme.tokens.write });
    expect([without.status, having.status]).toEqual([403, 404]);
  });

  it('to write include reading', async () => {
    const token = acme.createToken({ label: 'writer', scopes: ['groups:write'] });
    expect((await callRetool(acme, 'GET', '/groups', { token })).status).toBe(200);
  });

  it('can be one of several', async () => {
    const path = `/users/${acme.findUser(acme.special.leaver)?.id}/user_attributes`;
    const body = { name: 'department', value: 'Sales' };
    const token = acme.createToken({ label: 'attributes', scopes: ['user_attributes:write'] });
    expect((await callRetool(acme, 'POST', path, { token, body })).status).toBe(200);
    const { message } = await callRetool(acme, 'POST', path, { token: acme.tokens.read, body });
    expect(message).toBe('Forbidden: API token is missing one of "users:write" or one of "user_attributes:write"');
  });
});

describe('a Business plan', () => {
  it.each([
    ['/users', 403],
    ['/groups', 403],
    ['/organization/', 403],
    ['/access_tokens', 403],
    ['/user_invites', 200],
    ['/user_attributes', 200],
  ])('answers %s with %i', async (path, status) => {
    const answer = await callRetool(simulator.account('small'), 'GET', path);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.message).toMatch(/^API access /);
  });
});

describe('a path that nothing answers', () => {
  it.each([
    ['GET', '/nothing'],
    ['POST', '/groups/1'],
    ['GET', '/api/v2/users'],
  ])('is 404 with an HTML page: %s %s', async (method, path) => {
    const { status, headers, text } = await callRetool(acme, method, path);
    expect([status, headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!DOCTYPE html>/);
  });

  it('is also one of an organization that does not exist', async () => {
    const base = `${simulator.url}/nobody/api/v2`;
    expect((await callRetool(acme, 'GET', '/users', { base })).status).toBe(404);
  });

  it.each(['/users/', '/groups/', '/user_invites/', '/access_tokens/', '/organization'])(
    'is not one with or without a trailing slash: %s',
    async (path) => expect((await callRetool(acme, 'GET', path)).status).toBe(200),
  );
});
