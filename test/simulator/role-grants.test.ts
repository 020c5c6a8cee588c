import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;
let people = 0;
let email: string;
let id: string;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme' }] });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());
beforeEach(() => {
  people += 1;
  email = `role-${people}@acme.example`;
  id = account.change.createUser({ email });
});

const base = '/role_permissions';
const call = (method: string, path: string, body?: unknown) => callRetool(account, method, base + path, { body });
const rolesOf = () => account.describeUser(email).roleGrants;
const unknownId = '00000000-0000-4000-8000-000000000000';

async function roleId(): Promise<unknown> {
  const { rows } = await call('GET', '/role_grants');
  return rows[0]?.role_id;
}

describe('role grants', () => {
  it('are listed as the usual list, all of them or those of a subject', async () => {
    const grant = account.change.grantRole(email, 'Release manager');
    const own = await call('GET', `/role_grants/user/${id}`);
    expect(own).toMatchObject({ status: 200, totalCount: 1, hasMore: false });
    expect(own.rows).toEqual([
      {
        id: grant,
        role_id: expect.any(String) as string,
        subject_type: 'user',
        subject_id: id,
        object_type: null,
        object_id: null,
      },
    ]);
    expect((await call('GET', '/role_grants')).rows).toContainEqual(own.rows[0]);
  });

  it('are a bare array where the account is set to that', async () => {
    account.change.grantRole(email, 'Release manager');
    account.setBehaviour({ roleGrantList: 'bare' });
    const { text } = await call('GET', `/role_grants/user/${id}`);
    account.setBehaviour({ roleGrantList: 'envelope' });
    expect(JSON.parse(text)).toMatchObject([{ subject_id: id }]);
  });

  it('are created with 201 and the grant without an envelope, once', async () => {
    const body = { role_id: await roleId(), subject_type: 'user', subject_id: id };
    const first = await call('POST', '/role_grants', body);
    expect(first.status).toBe(201);
    expect(JSON.parse(first.text)).toMatchObject(body);
    expect((await call('POST', '/role_grants', body)).text).toBe(first.text);
    expect(rolesOf()).toHaveLength(1);
  });

  it('are created without a body where the account is set to that', async () => {
    account.setBehaviour({ createdRoleGrant: 'empty' });
    const body = { role_id: await roleId(), subject_type: 'user', subject_id: id };
    const { status, text } = await call('POST', '/role_grants', body);
    account.setBehaviour({ createdRoleGrant: 'shown' });
    expect([status, text, rolesOf().length]).toEqual([201, '', 1]);
  });

  it('are deleted with 204, an unknown one is 404, a malformed id 400', async () => {
    const grant = account.change.grantRole(email, 'Theme editor');
    expect((await call('DELETE', `/role_grants/${grant}`)).status).toBe(204);
    expect((await call('DELETE', `/role_grants/${grant}`)).message).toBe(`Role grant with id ${grant} not found.`);
    expect((await call('DELETE', '/role_grants/first')).status).toBe(400);
    expect(rolesOf()).toEqual([]);
  });

  it.each(['/', ''])(
    'of a subject go by role without touching those for an object, the path ending %j',
    async (slash) => {
      account.change.createObject('app', `App ${people}`);
      account.change.grantRole(email, 'Theme editor');
      account.change.grantRole(email, 'Theme editor', { type: 'app', name: `App ${people}` });
      const { rows } = await call('GET', `/role_grants/user/${id}`);
      const body = { role_id: rows[0]?.role_id, subject_type: 'user', subject_id: id };
      const remove = () => call('POST', `/remove_role_grants_for_subject${slash}`, body);
      expect((await remove()).status).toBe(204);
      expect((await remove()).status).toBe(204);
      expect(rolesOf()).toMatchObject([{ role: 'Theme editor', objectType: 'app' }]);
    },
  );

  it('name the parameter that is missing, the subject or the role that is unknown', async () => {
    const missing = await call('POST', '/role_grants', { role_id: await roleId(), subject_type: 'user' });
    expect(missing).toMatchObject({ status: 400, message: 'Missing required body parameter: subject_id' });
    const noSubject = await call('GET', '/role_grants/user/user_0');
    expect(noSubject).toMatchObject({ status: 404, message: 'Subject with id user_0 not found.' });
    const body = { role_id: unknownId, subject_type: 'user', subject_id: id };
    expect(await call('POST', '/role_grants', body)).toMatchObject({ status: 404 });
    expect((await call('GET', `/role_grants/robot/${id}`)).status).toBe(400);
  });

  it('need the scope for permissions', async () => {
    const token = account.createToken({ label: `roles ${people}`, scopes: ['permissions:all:read'] });
    const ask = (method: string, path: string) => callRetool(account, method, base + path, { token });
    expect((await ask('GET', '/role_grants')).status).toBe(200);
    expect((await ask('DELETE', `/role_grants/${unknownId}`)).status).toBe(403);
  });
});
