import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  const accounts = [{ name: 'acme' }, { name: 'old', profile: '3.100' as const }];
  simulator = await startSimulator({ accounts });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

let people = 0;
let email: string;
let user: { type: string; id: string };
let folder: { type: string; id: string };
let app: { type: string; id: string };

/** Everybody starts with a person, and a folder with an app in it, of their own. */
beforeEach(() => {
  people += 1;
  email = `person-${people}@acme.example`;
  user = { type: 'user', id: account.change.createUser({ email }) };
  folder = { type: 'folder', id: account.change.createObject('folder', `Folder ${people}`) };
  app = { type: 'app', id: account.change.createObject('app', `App ${people}`, `Folder ${people}`) };
});

const call = (path: string, body: unknown, token?: string) =>
  callRetool(account, 'POST', `/permissions/${path}`, { body, token });
const list = (subject: unknown, type: string, inherited?: boolean) =>
  call('listObjects', {
    subject,
    object_type: type,
    ...(inherited !== undefined && { include_inherited_access: inherited }),
  });
const groupNamed = (name: string) => {
  const found = account.groups().find((group) => group.name === name);
  return { type: 'group', id: found?.id ?? 0 };
};

describe('granting', () => {
  it('answers what the subject has of that type, without the fields of a list', async () => {
    const { status, rows, text } = await call('grant', { subject: user, object: app, access_level: 'edit' });
    expect([status, rows]).toEqual([200, [{ ...app, access_level: 'edit' }]]);
    expect(text).not.toContain('total_count');
    expect(account.describeUser(email).grants).toMatchObject([{ ...app, level: 'edit', name: `App ${people}` }]);
  });

  it('again changes the level', async () => {
    await call('grant', { subject: user, object: app, access_level: 'own' });
    const { rows } = await call('grant', { subject: user, object: app, access_level: 'use' });
    expect(rows).toEqual([{ ...app, access_level: 'use' }]);
  });

  it('on a folder reaches what is directly in it, listed only with include_inherited_access', async () => {
    await call('grant', { subject: user, object: folder, access_level: 'own' });
    expect((await list(user, 'app')).rows).toEqual([]);
    expect((await list(user, 'app', true)).rows).toEqual([{ ...app, access_level: 'own' }]);
    expect((await list(user, 'folder')).rows).toEqual([{ ...folder, access_level: 'own' }]);
  });

  it('works for groups, also on resources', async () => {
    account.change.createGroup(`Team ${people}`);
    const subject = groupNamed(`Team ${people}`);
    const object = { type: 'resource', id: 'orders-db' };
    expect((await call('grant', { subject, object, access_level: 'use' })).status).toBe(200);
    expect((await list(subject, 'resource')).rows).toMatchObject([{ type: 'resource', access_level: 'use' }]);
    account.change.removeGroup(`Team ${people}`);
    expect((await list(subject, 'resource')).status).toBe(404);
  });

  it('works for a disabled user, whose grants stay', async () => {
    account.change.grantAccess(email, { type: 'app', name: app.id }, 'use');
    account.change.disableUser(email);
    expect((await list(user, 'app')).rows).toHaveLength(1);
  });
});

describe('revoking', () => {
  it('takes the grant away once; what is not there is 404', async () => {
    account.change.grantAccess(email, { type: 'app', name: app.id }, 'own');
    const revoke = () => call('revoke', { subject: user, object: app });
    expect(await revoke()).toMatchObject({ status: 200, rows: [] });
    expect((await revoke()).status).toBe(404);
    expect(account.describeUser(email).grants).toEqual([]);
  });

  it('on a folder takes away what is directly in it', async () => {
    account.change.grantAccess(email, { type: 'folder', name: folder.id }, 'own');
    account.change.grantAccess(email, { type: 'app', name: app.id }, 'edit');
    expect((await call('revoke', { subject: user, object: folder })).status).toBe(200);
    expect((await list(user, 'app', true)).rows).toEqual([]);
  });
});

describe('listing for a user', () => {
  it('shows nothing of the groups, or what cannot be revoked where the account is set to that', async () => {
    account.change.createGroup(`Team ${people}`);
    account.change.addMember(`Team ${people}`, email);
    account.change.grantGroupAccess(`Team ${people}`, { type: 'app', name: app.id }, 'use');
    expect((await list(user, 'app')).rows).toEqual([]);
    account.setBehaviour({ listedObjectsOfUser: 'with-groups' });
    expect((await list(user, 'app')).rows).toEqual([{ ...app, access_level: 'use' }]);
    expect((await call('revoke', { subject: user, object: app })).status).toBe(404);
    account.setBehaviour({ listedObjectsOfUser: 'own' });
  });

  it('knows resources where the account is set to that', async () => {
    account.setBehaviour({ userAccessToResources: 'allowed' });
    account.change.grantAccess(email, { type: 'resource', name: 'orders-db' }, 'use');
    expect((await list(user, 'resource')).rows).toMatchObject([{ type: 'resource', access_level: 'use' }]);
    account.setBehaviour({ userAccessToResources: 'refused' });
    expect((await list(user, 'resource')).status).toBe(400);
  });

  it('has the fields of a list', async () => {
    expect(await list(user, 'app')).toMatchObject({ totalCount: 0, nextToken: null, hasMore: false });
  });
});

describe('the permission endpoints refuse', () => {
  it('a malformed app id with the text that was recorded', async () => {
    const { status, text } = await call('grant', {
      subject: user,
      object: { type: 'app', id: 'page1' },
      access_level: 'use',
    });
    expect(status).toBe(400);
    expect(text).toBe('{"success":false,"message":"Invalid uuid type for body parameter: object.id"}');
  });

  it.each([
    ['an unknown app', 404, () => ({ subject: user, object: { ...app, id: '00000000-0000-4000-8000-000000000000' } })],
    ['a malformed folder', 400, () => ({ subject: user, object: { type: 'folder', id: '12' } })],
    ['an unknown user', 404, () => ({ subject: { ...user, id: 'user_0' }, object: app })],
    ['a malformed user', 400, () => ({ subject: { ...user, id: 'nobody' }, object: app })],
    ['a user on a resource', 400, () => ({ subject: user, object: { type: 'resource', id: 'orders-db' } })],
    ['an unknown group', 404, () => ({ subject: { type: 'group', id: 1 }, object: app })],
    ['a key nobody knows', 400, () => ({ subject: user, object: app, reason: 'left' })],
  ])('%s with %i', async (_what, status, body) => {
    expect((await call('revoke', body())).status).toBe(status);
  });

  it('tokens without the scope, writes also those that may read', async () => {
    const token = account.createToken({ label: `reader ${people}`, scopes: ['permissions:all:read'] });
    const body = { subject: user, object_type: 'app' };
    expect((await call('listObjects', body, token)).status).toBe(200);
    expect((await call('revoke', { subject: user, object: app }, token)).message).toBe(
      'Forbidden: API token is missing one of "permissions:all:write"',
    );
    expect((await call('listObjects', body, account.tokens.write)).status).toBe(403);
  });

  it('users as subjects before 3.187; groups are accepted', async () => {
    const old = simulator.account('old');
    const [group] = old.groups();
    const ask = (subject: unknown) =>
      callRetool(old, 'POST', '/permissions/listObjects', { body: { subject, object_type: 'app' } });
    const id = old.findUser(old.special.leaver)?.id;
    expect((await ask({ type: 'user', id })).status).toBe(400);
    expect((await ask({ type: 'group', id: group?.id })).status).toBe(200);
  });
});

describe('an access list', () => {
  const read = (path: string) => callRetool(account, 'GET', `/permissions/accessList/${path}`);

  it('names users with their level, whether it is their own or came by a folder, and their groups', async () => {
    account.change.createGroup(`Team ${people}`);
    account.change.addMember(`Team ${people}`, email);
    account.change.grantGroupAccess(`Team ${people}`, { type: 'app', name: app.id }, 'own');
    account.change.grantAccess(email, { type: 'folder', name: folder.id }, 'use');
    const { data } = await read(`app/${app.id}`);
    const group = { id: String(groupNamed(`Team ${people}`).id), type: 'group' };
    expect(data.user).toEqual([
      {
        subject: user,
        sources: { direct: false, inherited: folder, universal: false, groups: [group] },
        accessLevel: 'own',
      },
    ]);
    expect(data.group).toContainEqual({
      subject: group,
      sources: { direct: true, universal: false, groups: [] },
      accessLevel: 'own',
    });
    expect(data.userInvite).toEqual([]);
  });

  it('names groups with universal access', async () => {
    const { data } = await read(`folder/${folder.id.replace('app_', '')}`);
    const admin = { id: String(groupNamed('admin').id), type: 'group' };
    expect(data.group).toContainEqual({
      subject: admin,
      sources: { direct: false, universal: true, groups: [] },
      accessLevel: 'own',
    });
  });

  it('knows workflows from 3.236 on, apps before', async () => {
    const [workflow] = account.workflows();
    expect((await read(`workflow/${workflow?.id}`)).status).toBe(200);
    const old = simulator.account('old');
    const id = old.change.createObject('app', 'Old app');
    const readOld = (path: string) => callRetool(old, 'GET', `/permissions/accessList/${path}`);
    expect((await readOld(`app/${id}`)).status).toBe(200);
    expect((await readOld(`workflow/${workflow?.id}`)).status).toBe(400);
  });

  it('of an unknown object is 404', async () => {
    expect((await read('app/99999')).status).toBe(404);
  });
});
