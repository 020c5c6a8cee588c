import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';
import { createManualClock } from '../fakes/manual-clock.js';

const clock = createManualClock();
let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', users: 20 }], clock });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const call = (method: string, path: string, body?: unknown) => callRetool(account, method, path, { body });
const userId = (email: string) => account.findUser(email)?.id ?? '';

describe('user invites', () => {
  it('are listed with the fields in their order, settled ones too', async () => {
    const { rows, totalCount } = await call('GET', '/user_invites');
    expect(totalCount).toBe(4);
    expect(Object.keys(rows[0] ?? {})).toEqual(
      'id legacy_id invited_by invited_email expires_at claimed_by claimed_at user_type metadata created_at invite_link'.split(
        ' ',
      ),
    );
    expect(rows.map(({ invited_email: email }) => email)).toContain(account.special.invitedOnly);
    expect(rows.filter(({ claimed_at: at }) => at !== null)).toHaveLength(1);
  });

  it('are hidden once settled where the account is set to that', async () => {
    account.setBehaviour({ settledInvites: 'hidden' });
    const { rows } = await call('GET', '/user_invites');
    expect(rows.every(({ claimed_at: at }) => at === null)).toBe(true);
    expect(rows).toHaveLength(2);
    account.setBehaviour({ settledInvites: 'listed' });
  });

  it('name their groups when the list is asked to', async () => {
    const { rows } = await call('GET', '/user_invites?includeGroups=true');
    const open = rows.find(({ invited_email: email }) => email === account.special.invitedOnly);
    expect(open?.groups).toMatchObject([{ name: 'Finance Editors' }]);
  });

  it('are created with 200 and a link for seven days, sent by the owner of the token', async () => {
    const groups = account.groups().filter(({ name }) => name === 'viewer');
    const body = { email: 'guest@acme.example', defaultGroupIds: groups.map(({ id }) => id), metadata: { desk: '4' } };
    const { status, data } = await call('POST', '/user_invites', body);
    expect(status).toBe(200);
    expect(Date.parse(String(data.expires_at)) - Date.parse(String(data.created_at))).toBe(7 * 86_400_000);
    expect(data).toMatchObject({
      invited_by: userId(account.special.soleAdmin),
      claimed_by: null,
      metadata: { desk: '4' },
      groups: [{ name: 'viewer' }],
    });
    expect(data.invite_link).toMatch(/^https:\/\//);
  });

  it('are read and deleted by number', async () => {
    const id = account.change.createInvite('brief@acme.example', ['editor']);
    expect((await call('GET', `/user_invites/${id}`)).data.invited_email).toBe('brief@acme.example');
    const deleted = await call('DELETE', `/user_invites/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await call('GET', `/user_invites/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/user_invites/${id}`)).status).toBe(404);
    expect((await call('GET', '/user_invites/brief')).status).toBe(400);
  });

  it('to somebody who has a user are accepted, or refused where the account is set to that', async () => {
    const body = { email: account.special.disabled };
    expect((await call('POST', '/user_invites', body)).status).toBe(200);
    account.setBehaviour({ inviteForExistingUser: 'refused' });
    expect((await call('POST', '/user_invites', body)).status).toBe(409);
    account.setBehaviour({ inviteForExistingUser: 'allowed' });
  });

  it('make a user in their groups when they are claimed', async () => {
    account.change.createInvite('claimer@acme.example', ['viewer']);
    const id = account.change.claimInvite('claimer@acme.example');
    expect(account.findUser('claimer@acme.example')).toMatchObject({ id, groups: ['viewer', 'All Users'] });
    const invite = account.invites().find(({ invitedEmail }) => invitedEmail === 'claimer@acme.example');
    expect(invite).toMatchObject({ claimedBy: id, claimedAt: new Date(clock.now()).toISOString() });
  });

  it('expire', () => {
    account.change.createInvite('late@acme.example');
    account.change.expireInvite('late@acme.example');
    const invite = account.invites().find(({ invitedEmail }) => invitedEmail === 'late@acme.example');
    expect(Date.parse(invite?.expiresAt ?? '')).toBeLessThan(clock.now());
  });
});

describe('access tokens', () => {
  it('are listed with their owner and scopes, without the secret', async () => {
    const { rows, text } = await call('GET', '/access_tokens');
    const leaver = account.findUser(account.special.leaver);
    const nightly = rows.find(({ label }) => label === 'nightly export');
    expect(nightly).toMatchObject({ owner_legacy_id: leaver?.legacyId, scopes: ['users:read'] });
    expect(Object.keys(nightly ?? {})).toEqual(
      'id label description last4 owner_legacy_id scopes created_at updated_at'.split(' '),
    );
    expect(rows.find(({ label }) => label === 'full')?.last4).toBe(account.tokens.full.slice(-4));
    for (const secret of Object.values(account.tokens)) expect(text).not.toContain(secret);
  });

  it('show their secret once, when created, and drop scopes that do not exist', async () => {
    const body = { label: 'robot', scopes: ['users:read', 'moon:read'] };
    const { status, data } = await call('POST', '/access_tokens', body);
    expect([status, data.scopes]).toEqual([200, ['users:read']]);
    expect(data.access_token).toMatch(/^retool_[0-9a-hjkmnp-tv-z]{26}$/);
    const token = String(data.access_token);
    expect((await callRetool(account, 'GET', '/users?limit=1', { token })).status).toBe(200);
    expect((await callRetool(account, 'GET', '/groups', { token })).status).toBe(403);
    const read = await call('GET', `/access_tokens/${String(data.id)}`);
    expect([read.data.label, read.data.access_token]).toEqual(['robot', undefined]);
  });

  it('need a label of two characters; an unknown one is not found', async () => {
    expect((await call('POST', '/access_tokens', { label: 'x', scopes: [] })).status).toBe(400);
    expect((await call('GET', '/access_tokens/00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });

  it('come in pages when asked', async () => {
    const first = await call('GET', '/access_tokens?limit=3');
    expect([first.rows.length, first.hasMore]).toEqual([3, true]);
    const token = encodeURIComponent(String(first.nextToken));
    const second = await call('GET', `/access_tokens?limit=100&next_token=${token}`);
    expect(second.hasMore).toBe(false);
    const all = (await call('GET', '/access_tokens')).rows.map(({ id }) => id);
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(all);
  });
});

describe('the organization', () => {
  it.each(['/organization/', '/organization'])('is read at %s, the id first, no name and no plan', async (path) => {
    const { status, data } = await call('GET', path);
    expect([status, data.id]).toEqual([200, account.organizationId]);
    expect(Object.keys(data)[0]).toBe('id');
    expect(data).not.toHaveProperty('name');
    expect(account.organizationId).toMatch(/^org_[0-9a-f]{32}$/);
  });

  it('is changed by replacing only', async () => {
    const replace = [{ op: 'replace', path: '/two_factor_auth_type', value: 'otp' }];
    expect((await call('PATCH', '/organization/', { operations: replace })).data.two_factor_auth_type).toBe('otp');
    const add = [{ op: 'add', path: '/two_factor_auth_type', value: 'otp' }];
    expect((await call('PATCH', '/organization/', { operations: add })).status).toBe(400);
    const id = [{ op: 'replace', path: '/id', value: 'org_0' }];
    expect((await call('PATCH', '/organization/', { operations: id })).status).toBe(400);
  });

  it('signs everyone out by invalidate_sessions', async () => {
    account.change.signIn(account.special.leaver);
    expect((await call('POST', '/organization/invalidate_sessions/')).status).toBe(204);
    expect(account.users().every(({ sessions }) => sessions === 0)).toBe(true);
  });
});

describe('user attributes', () => {
  it('are listed without the fields of a list', async () => {
    const { text, rows } = await call('GET', '/user_attributes');
    expect(text).not.toContain('total_count');
    expect(Object.keys(rows[0] ?? {})).toEqual(
      'id name label data_type default_value intercom_attribute_name'.split(' '),
    );
  });

  it('are created once', async () => {
    const body = { name: 'cost_centre', label: 'Cost centre', dataType: 'number', defaultValue: '7' };
    const { data } = await call('POST', '/user_attributes', body);
    expect(data).toMatchObject({ name: 'cost_centre', data_type: 'number', default_value: '7' });
    expect((await call('POST', '/user_attributes', body)).status).toBe(409);
  });

  it('are changed, and deleted with the values people have', async () => {
    const { data } = await call('POST', '/user_attributes', { name: 'shift' });
    const path = `/user_attributes/${String(data.id)}`;
    const operations = [{ op: 'replace', path: '/label', value: 'Shift' }];
    expect((await call('PATCH', path, { operations })).data.label).toBe('Shift');
    const user = userId(account.special.leaver);
    await call('POST', `/users/${user}/user_attributes`, { name: 'shift', value: 'night' });
    expect((await call('DELETE', `${path}?update_existing_users=true`)).status).toBe(204);
    expect(account.findUser(account.special.leaver)?.metadata).not.toHaveProperty('shift');
    expect((await call('DELETE', path)).status).toBe(404);
  });

  it.each(['users', 'user_invites'])('are set and taken away on %s', async (kind) => {
    const id = kind === 'users' ? userId(account.special.mobile) : account.change.createInvite('attr@acme.example');
    const path = `/${kind}/${id}/user_attributes`;
    const set = await call('POST', path, { name: 'department', value: 'Sales' });
    expect([set.status, set.data]).toMatchObject([200, { metadata: { department: 'Sales' } }]);
    expect((await call('POST', path, { name: 'unheard_of', value: 'x' })).status).toBe(400);
    const removed = await call('DELETE', `${path}/department`);
    expect(removed.status).toBe(200);
    expect(removed.data.metadata).not.toHaveProperty('department');
  });
});
