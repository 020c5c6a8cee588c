import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', users: 30 }] });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const call = (method: string, path: string, body?: unknown) => callRetool(account, method, path, { body });
const groupId = (name: string) => account.groups().find((group) => group.name === name)?.id;
const userId = (email: string) => account.findUser(email)?.id ?? '';
const membersOf = (name: string) => account.groups().find((group) => group.name === name)?.members ?? [];

describe('a group', () => {
  it('is created with no rights and no members unless given', async () => {
    const { status, data } = await call('POST', '/groups', { name: 'Plain' });
    expect(status).toBe(200);
    expect(data).toMatchObject({ name: 'Plain', members: [], user_invites: [], universal_app_access: 'none' });
    expect(data.id).toBe(data.legacy_id);
    expect(data.landing_page_app_id).toBeNull();
  });

  it('is created with members, who are looked up first', async () => {
    const members = [{ id: userId(account.special.leaver), is_group_admin: true }];
    const { data } = await call('POST', '/groups', { name: 'With Members', members });
    expect(data.members).toEqual([{ ...members[0], email: account.special.leaver, is_group_admin: true }]);
    const wrong = await call('POST', '/groups', { name: 'Nobody', members: [{ id: 'user_0' }] });
    expect(wrong.status).toBe(404);
    expect(groupId('Nobody')).toBeUndefined();
  });

  it('needs a name of its own', async () => {
    expect((await call('POST', '/groups', { name: '' })).status).toBe(400);
    expect((await call('POST', '/groups', { name: 'viewer' })).status).toBe(409);
    account.setBehaviour({ duplicateGroupName: 'allowed' });
    expect((await call('POST', '/groups', { name: 'viewer' })).status).toBe(200);
    account.setBehaviour({ duplicateGroupName: 'refused' });
  });

  it('is changed by PATCH, which moves updated_at and not created_at', async () => {
    const { data: before } = await call('POST', '/groups', { name: 'To Rename' });
    const operations = [
      { op: 'replace', path: '/name', value: 'Renamed' },
      { op: 'replace', path: '/universal_app_access', value: 'edit' },
      { op: 'replace', path: '/audit_log_access', value: true },
    ];
    const { status, data } = await call('PATCH', `/groups/${before.id}`, { operations });
    expect(status).toBe(200);
    expect(data).toMatchObject({ name: 'Renamed', universal_app_access: 'edit', audit_log_access: true });
    expect(data.created_at).toBe(before.created_at);
    expect(Date.parse(String(data.updated_at))).toBeGreaterThanOrEqual(Date.parse(String(before.updated_at)));
  });

  it('can get a member by PATCH', async () => {
    const { data } = await call('POST', '/groups', { name: 'Patched Members' });
    const value = { id: userId(account.special.mobile), is_group_admin: false };
    const answer = await call('PATCH', `/groups/${data.id}`, {
      operations: [{ op: 'add', path: '/members/-', value }],
    });
    expect(answer.status).toBe(200);
    expect(membersOf('Patched Members')).toEqual([{ email: account.special.mobile, isGroupAdmin: false }]);
  });

  it.each([
    [{ operations: [{ op: 'replace', path: '/universal_app_access', value: 'all' }] }],
    [{ operations: [{ op: 'replace', path: '/id', value: 1 }] }],
    [{ operations: [{ op: 'replace', path: '/members/9', value: {} }] }],
    [{ operations: [{ op: 'move', path: '/name', from: '/id' }] }],
    [{ name: 'no operations' }],
  ])('refuses the patch %j', async (body) => {
    const { data } = await call('GET', `/groups/${groupId('viewer')}`);
    expect((await call('PATCH', `/groups/${String(data.id)}`, body)).status).toBe(400);
  });

  it('loses lists that PUT leaves out, and keeps its other fields', async () => {
    const members = [{ id: userId(account.special.leaver) }];
    const { data } = await call('POST', '/groups', { name: 'To Put', members, universal_app_access: 'own' });
    const put = await call('PUT', `/groups/${data.id}`, { name: 'Put' });
    expect(put.data).toMatchObject({ name: 'Put', members: [], universal_app_access: 'own' });
  });

  it('keeps lists that PUT leaves out where the account is set to that', async () => {
    account.setBehaviour({ putWithoutLists: 'kept' });
    const members = [{ id: userId(account.special.leaver) }];
    const { data } = await call('POST', '/groups', { name: 'To Put Again', members });
    const put = await call('PUT', `/groups/${data.id}`, { name: 'Put Again' });
    expect(put.data.members).toHaveLength(1);
    account.setBehaviour({ putWithoutLists: 'cleared' });
  });

  it('is gone after DELETE', async () => {
    const { data } = await call('POST', '/groups', { name: 'To Delete' });
    const deleted = await call('DELETE', `/groups/${data.id}`);
    expect([deleted.status, deleted.text, deleted.headers.get('content-type')]).toEqual([204, '', null]);
    const again = await call('DELETE', `/groups/${data.id}`);
    expect([again.status, again.message]).toEqual([404, `No group '${String(data.id)}' found for organization`]);
  });

  it('goes by digits', async () => {
    expect((await call('GET', '/groups/admin')).status).toBe(400);
  });

  it('hides its disabled members when asked', async () => {
    const { disabled } = account.special;
    const id = account.findUser(disabled)?.groups.map(groupId)[0];
    const emails = async (query: string) => {
      const { data } = await call('GET', `/groups/${id}${query}`);
      return (data.members as { email: string }[]).map(({ email }) => email);
    };
    expect(await emails('')).toContain(disabled);
    expect(await emails('?excludeDisabledUsers=true')).not.toContain(disabled);
    expect((await call('GET', `/groups/${id}?excludeDisabledUsers=perhaps`)).status).toBe(400);
  });
});

describe('built-in groups', () => {
  it.each(['admin', 'editor', 'viewer', 'All Users', 'External Users'])('keep their name: %s', async (name) => {
    const id = groupId(name);
    const operations = [{ op: 'replace', path: '/name', value: 'Mine' }];
    expect((await call('DELETE', `/groups/${id}`)).status).toBe(400);
    expect((await call('PATCH', `/groups/${id}`, { operations })).status).toBe(400);
    expect(groupId(name)).toBe(id);
  });

  it('may be given other rights', async () => {
    const operations = [{ op: 'replace', path: '/universal_app_access', value: 'edit' }];
    const { data } = await call('PATCH', `/groups/${groupId('All Users')}`, { operations });
    expect(data.universal_app_access).toBe('edit');
  });

  it('All Users holds every user and takes no other members', async () => {
    const id = groupId('All Users');
    const user = userId(account.special.leaver);
    expect((await call('POST', `/groups/${id}/members`, { members: [{ id: user }] })).status).toBe(400);
    expect((await call('DELETE', `/groups/${id}/members/${user}`)).status).toBe(400);
    const put = await call('PUT', `/groups/${id}`, { members: [] });
    expect(put.data.members).toHaveLength(account.users().length);
  });

  it('External Users takes in whoever is created with a foreign address', async () => {
    const body = { email: 'pat@elsewhere.example', first_name: 'Pat', last_name: 'Doe' };
    await call('POST', '/users', body);
    expect(membersOf('External Users').map(({ email }) => email)).toContain(body.email);
  });
});

describe('members', () => {
  let path: string;
  let count = 0;
  beforeEach(async () => {
    count += 1;
    const { data } = await call('POST', '/groups', { name: `Team ${count}` });
    path = `/groups/${String(data.id)}/members`;
  });
  const members = () => membersOf(`Team ${count}`);

  it('are added, and the answer is the whole group', async () => {
    const ids = [account.special.leaver, account.special.mobile].map((email) => ({ id: userId(email) }));
    const { status, data } = await call('POST', path, { members: ids });
    expect([status, data.name]).toEqual([200, `Team ${count}`]);
    expect(members().map(({ isGroupAdmin }) => isGroupAdmin)).toEqual([false, false]);
  });

  it('are added again: that overwrites the group admin flag', async () => {
    const id = userId(account.special.leaver);
    await call('POST', path, { members: [{ id, is_group_admin: true }] });
    expect(members()).toEqual([{ email: account.special.leaver, isGroupAdmin: true }]);
    await call('POST', path, { members: [{ id }] });
    expect(members()).toEqual([{ email: account.special.leaver, isGroupAdmin: false }]);
  });

  it('are added all or none', async () => {
    const ids = [{ id: userId(account.special.leaver) }, { id: 'user_0' }];
    expect((await call('POST', path, { members: ids })).status).toBe(404);
    expect(members()).toEqual([]);
  });

  it('are removed with 200 and the whole group', async () => {
    const id = userId(account.special.leaver);
    await call('POST', path, { members: [{ id }] });
    const { status, data } = await call('DELETE', `${path}/${id}`);
    expect([status, data.members]).toEqual([200, []]);
  });

  it('are removed also when they are disabled', async () => {
    const id = userId(account.special.disabled);
    await call('POST', path, { members: [{ id }] });
    await call('DELETE', `${path}/${id}`);
    expect(members()).toEqual([]);
  });

  it('that are none are removed with 200, or 404 where the account is set to that', async () => {
    const id = userId(account.special.leaver);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(200);
    account.setBehaviour({ removeNonMember: 'not-found' });
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(404);
    account.setBehaviour({ removeNonMember: 'unchanged' });
  });

  it('of admin are the admins', async () => {
    const { leaver } = account.special;
    const admin = `/groups/${groupId('admin')}/members`;
    await call('POST', admin, { members: [{ id: userId(leaver) }] });
    expect((await call('GET', `/users/${userId(leaver)}`)).data.is_admin).toBe(true);
    await call('DELETE', `${admin}/${userId(leaver)}`);
    expect((await call('GET', `/users/${userId(leaver)}`)).data.is_admin).toBe(false);
  });

  it('that are disabled can be hidden everywhere where the account is set to that', async () => {
    account.setBehaviour({ disabledMembers: 'hidden' });
    const { data } = await call('GET', `/groups/${groupId('All Users')}`);
    const emails = (data.members as { email: string }[]).map(({ email }) => email);
    expect(emails).not.toContain(account.special.disabled);
    account.change.enableUser(account.special.disabled);
    const { text } = await call('GET', `/groups/${groupId('All Users')}`);
    expect(text).toContain(account.special.disabled);
    account.change.disableUser(account.special.disabled);
    account.setBehaviour({ disabledMembers: 'listed' });
  });
});

describe('invites of a group', () => {
  it('are shown whole, added with 200 and the group, removed with 204', async () => {
    const { data: group } = await call('POST', '/groups', { name: 'Inviting' });
    const id = account.change.createInvite('soon@acme.example');
    const path = `/groups/${String(group.id)}/user_invites`;
    const { status, data } = await call('POST', path, { userInviteIds: [id] });
    expect(status).toBe(200);
    expect(data.user_invites).toMatchObject([{ id, legacy_id: id, invited_email: 'soon@acme.example' }]);
    const removed = await call('DELETE', `${path}/${id}`);
    expect([removed.status, removed.text]).toEqual([204, '']);
    expect((await call('GET', `/groups/${String(group.id)}`)).data.user_invites).toEqual([]);
    expect((await call('POST', path, { userInviteIds: [1_234_567_890] })).status).toBe(404);
  });
});
