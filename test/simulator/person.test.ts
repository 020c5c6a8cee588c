import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme' }] });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const disable = { operations: [{ op: 'replace', path: '/active', value: false }] };

describe('describeUser', () => {
  it('shows everything a leaver has', () => {
    const leaver = account.describeUser(account.special.leaver);
    expect(leaver).toMatchObject({
      exists: true,
      active: true,
      isAdmin: false,
      groupAdminOf: [expect.any(String)],
      invites: [],
      invitesSent: [account.special.invitedOnly],
      pendingRequests: [expect.any(Number)],
      tokens: ['nightly export'],
    });
    expect(leaver.groups.length).toBeGreaterThanOrEqual(3);
    expect(leaver.groups).not.toContain('All Users');
    expect(leaver.grants.map(({ type, level }) => [type, level])).toEqual([
      ['folder', 'own'],
      ['app', 'edit'],
    ]);
    expect(leaver.roleGrants.map(({ objectType }) => objectType)).toEqual([null, 'folder']);
    expect(leaver.workflows.filter(({ crontab, isEnabled }) => crontab !== null && isEnabled)).toHaveLength(1);
  });

  it('shows a disabled person with the ways back in', () => {
    expect(account.describeUser(account.special.reassigned)).toMatchObject({
      exists: true,
      active: false,
      invites: [expect.any(Number)],
    });
    const gone = account.describeUser(account.special.disabled);
    expect(gone).toMatchObject({ active: false, pendingRequests: [expect.any(Number)] });
    expect([gone.groups.length > 0, gone.grants.length > 0]).toEqual([true, true]);
  });

  it('shows of an address without a user only invites and requests', () => {
    expect(account.describeUser(account.special.invitedOnly.toUpperCase())).toMatchObject({
      exists: false,
      active: false,
      invites: [expect.any(Number)],
      grants: [],
      workflows: [],
      tokens: [],
    });
  });

  it('counts the sessions that were ended by a logout', async () => {
    const email = 'signed.in@acme.example';
    const id = account.change.createUser({ email });
    account.change.signIn(email);
    account.change.signIn(email);
    await callRetool(account, 'PATCH', `/users/${id}`, { body: disable });
    expect(account.describeUser(email)).toMatchObject({ active: false, sessions: 2, sessionsEnded: 0 });
    await callRetool(account, 'POST', `/users/${id}/logout`);
    expect(account.describeUser(email)).toMatchObject({ sessions: 0, sessionsEnded: 2 });
  });
});

describe('a test can make', () => {
  it('a user with groups, led groups and admin', () => {
    const email = 'made@acme.example';
    account.change.createUser({
      email,
      groups: ['viewer'],
      groupAdminOf: ['editor'],
      admin: true,
      seatType: 'builder',
    });
    expect(account.describeUser(email)).toMatchObject({
      groups: ['admin', 'editor', 'viewer'],
      groupAdminOf: ['editor'],
      isAdmin: true,
      seat: 'builder',
    });
  });

  it('nobody at all where a group is unknown', () => {
    const make = () => account.change.createUser({ email: 'half@acme.example', groups: ['no such group'] });
    expect(make).toThrow('no such group');
    expect(account.describeUser('half@acme.example').exists).toBe(false);
  });

  it('an invite by anybody', () => {
    account.change.createInvite('friend@else.example', [], account.special.groupAdmin);
    expect(account.describeUser(account.special.groupAdmin).invitesSent).toEqual(['friend@else.example']);
  });
});

describe('a user taken out altogether', () => {
  it('leaves no grant and no role behind', async () => {
    const email = 'erased@acme.example';
    account.change.createUser({ email });
    account.change.grantRole(email, 'Theme editor');
    const before = (await callRetool(account, 'GET', '/role_permissions/role_grants')).rows.length;
    account.change.removeUser(email);
    expect((await callRetool(account, 'GET', '/role_permissions/role_grants')).rows).toHaveLength(before - 1);
  });
});
