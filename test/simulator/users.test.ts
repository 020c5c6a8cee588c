import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', users: 250 }] });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const call = (method: string, path: string, body?: unknown) => callRetool(account, method, path, { body });
const idOf = (email: string) => account.findUser(email)?.id ?? '';
const operations = (path: string, value: unknown, op = 'replace') => ({ operations: [{ op, path, value }] });

describe('listing users', () => {
  it('answers everybody without a limit, in no order', async () => {
    const { rows, nextToken, hasMore, totalCount } = await call('GET', '/users');
    const ids = rows.map(({ legacy_id: id }) => Number(id));
    expect(new Set(ids).size).toBe(250);
    expect(ids).not.toEqual([...ids].sort((one, other) => one - other));
    expect({ nextToken, hasMore, totalCount }).toEqual({ nextToken: null, hasMore: false, totalCount: 250 });
  });

  it('moves a changed row to another place', async () => {
    const before = (await call('GET', '/users')).rows.map(({ id }) => id);
    account.change.signIn(account.special.leaver);
    const after = (await call('GET', '/users')).rows.map(({ id }) => id);
    expect(after).not.toEqual(before);
    expect([...after].sort()).toEqual([...before].sort());
  });

  it('pages by ascending legacy id, with a base64 cursor, to an end without a token', async () => {
    const ids: number[] = [];
    const sizes: number[] = [];
    let query = '?limit=100';
    for (;;) {
      const { rows, nextToken, hasMore } = await call('GET', `/users${query}`);
      ids.push(...rows.map(({ legacy_id: id }) => Number(id)));
      sizes.push(rows.length);
      expect(hasMore).toBe(nextToken !== null);
      if (typeof nextToken !== 'string') break;
      expect(JSON.parse(Buffer.from(nextToken, 'base64').toString())).toEqual({ lastId: ids.at(-1) });
      query = `?limit=100&next_token=${encodeURIComponent(nextToken)}`;
    }
    expect(sizes).toEqual([100, 100, 50]);
    expect(ids).toEqual([...new Set(ids)].sort((one, other) => one - other));
  });

  it('says that there is no more when a full page is the last one', async () => {
    const { hasMore, nextToken, rows } = await call('GET', '/users?limit=1&email=it-admin%40acme.example');
    expect({ hasMore, nextToken, count: rows.length }).toEqual({ hasMore: false, nextToken: null, count: 1 });
  });

  it.each(['limit=0', 'limit=101', 'limit=ten', 'limit=', 'next_token=abc', 'limit=10&next_token=nonsense'])(
    'refuses ?%s with 400',
    async (query) => expect((await call('GET', `/users?${query}`)).status).toBe(400),
  );

  it('filters by email, an address with a plus included, and finds nobody with 200', async () => {
    const found = await call('GET', `/users?email=${encodeURIComponent(account.special.plusAddressed)}`);
    expect(found.rows.map(({ email }) => email)).toEqual([account.special.plusAddressed]);
    const nobody = await call('GET', '/users?email=nobody%40acme.example');
    expect([nobody.status, nobody.rows]).toEqual([200, []]);
  });

  it('filters by first and last name together', async () => {
    const { rows } = await call('GET', '/users?first_name=Robin&last_name=Castellan');
    expect(rows.map(({ email }) => email).sort()).toEqual([...account.special.twice].sort());
  });

  it.each([
    ['exact', 0],
    ['ignoring-case', 1],
  ] as const)('compares a filtered email %s where the account is set to that', async (emailFilter, count) => {
    account.setBehaviour({ emailFilter });
    const { rows } = await call('GET', '/users?email=IT-Admin%40acme.example');
    expect(rows).toHaveLength(count);
    account.setBehaviour({ emailFilter: 'exact' });
  });
});

describe('one user', () => {
  it('shows the groups when asked, names without rights', async () => {
    const { data } = await call('GET', `/users/${idOf(account.special.leaver)}?includeGroups=true`);
    expect(Object.keys(data).at(-1)).toBe('groups');
    const groups = data.groups as { name: string }[];
    expect(groups.map(({ name }) => name)).toEqual(account.findUser(account.special.leaver)?.groups);
    expect(Object.keys(groups[0] ?? {})).toEqual(['legacy_id', 'id', 'name']);
  });

  it('tells a malformed id (400) from an unknown one (404)', async () => {
    const malformed = await call('GET', '/users/17');
    expect([malformed.status, malformed.message]).toEqual([400, 'User sid is misformatted: userId']);
    const unknown = await call('GET', '/users/user_0');
    expect([unknown.status, unknown.message]).toEqual([404, "No user 'user_0' found for organization"]);
  });

  it('is created with the defaults, belongs to All Users, and has a higher legacy id than all before', async () => {
    const body = { email: 'New.Joiner@acme.example', first_name: 'New', last_name: 'Joiner' };
    const { data } = await call('POST', '/users', body);
    expect(data).toMatchObject({ active: true, metadata: {}, user_type: 'default', last_active: null });
    const viewed = account.findUser('new.joiner@acme.example');
    expect(viewed?.groups).toEqual(['All Users']);
    expect(account.users().every(({ legacyId }) => legacyId <= Number(data.legacy_id))).toBe(true);
  });

  it('is refused with 409 when the address exists, in other letters or disabled too', async () => {
    const names = { first_name: 'A', last_name: 'B' };
    for (const email of ['IT-ADMIN@acme.example', account.special.disabled]) {
      expect((await call('POST', '/users', { email, ...names })).status).toBe(409);
    }
  });

  it.each([
    [{ email: 'x@acme.example', first_name: '', last_name: 'B' }],
    [{ email: 'x@acme.example', first_name: 'A' }],
    [{ email: 'x@acme.example', first_name: 'A', last_name: 'B', user_type: 'endUser' }],
    [{ email: 'x@acme.example', first_name: 'A', last_name: 'B', is_admin: true }],
    ['not json'],
  ])('is not created from %j', async (body) => {
    expect((await call('POST', '/users', body)).status).toBe(400);
  });

  it('is disabled and enabled again by PATCH, as often as asked, and keeps its groups', async () => {
    const { leaver } = account.special;
    const before = account.findUser(leaver)?.groups;
    for (const active of [false, false, true, true]) {
      const { status, data } = await call('PATCH', `/users/${idOf(leaver)}`, operations('/active', active));
      expect([status, data.active]).toEqual([200, active]);
    }
    expect(account.findUser(leaver)?.groups).toEqual(before);
  });

  it('changes names, attributes and type by PATCH', async () => {
    const path = `/users/${idOf(account.special.groupAdmin)}`;
    const { data } = await call('PATCH', path, {
      operations: [
        { op: 'replace', path: '/last_name', value: 'Berg' },
        { op: 'add', path: '/metadata/floor', value: '3' },
        { op: 'replace', path: '/user_type', value: 'mobile' },
      ],
    });
    expect(data).toMatchObject({ last_name: 'Berg', metadata: { floor: '3' }, user_type: 'mobile' });
    expect(
      (await call('PATCH', path, { operations: [{ op: 'remove', path: '/metadata/floor' }] })).data.metadata,
    ).toEqual({});
  });

  it('refuses a name that becomes empty with the words of a failed schema', async () => {
    const answer = await call('PATCH', `/users/${idOf(account.special.leaver)}`, operations('/first_name', ''));
    expect(answer.status).toBe(400);
    expect(answer.message).toBe(
      'Patched document failed schema validation: String must contain at least 1 character(s): first_name',
    );
  });

  it.each(['/email', '/is_admin', '/id', '/metadata/a/b', '/__proto__/x', 'active'])(
    'refuses to patch %s',
    async (path) => {
      expect((await call('PATCH', `/users/${idOf(account.special.leaver)}`, operations(path, true))).status).toBe(400);
    },
  );

  it('is disabled by DELETE; again it answers 422, or 204 where the account is set to that', async () => {
    account.change.createUser({ email: 'short.stay@acme.example' });
    const path = `/users/${idOf('short.stay@acme.example')}`;
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('DELETE', path)).status).toBe(422);
    account.setBehaviour({ deleteDisabledUser: 204 });
    expect((await call('DELETE', path)).status).toBe(204);
    expect(account.findUser('short.stay@acme.example')?.active).toBe(false);
  });

  it('is signed out everywhere by logout, and by nothing else', async () => {
    const { leaver } = account.special;
    account.change.signIn(leaver);
    account.change.disableUser(leaver);
    expect(account.findUser(leaver)?.sessions).toBeGreaterThan(0);
    const answer = await call('POST', `/users/${idOf(leaver)}/logout`);
    expect([answer.status, answer.data]).toEqual([200, { sso_logout: false }]);
    expect(account.findUser(leaver)?.sessions).toBe(0);
    account.change.enableUser(leaver);
  });

  it('is signed out by disabling where the account is set to that', async () => {
    account.setBehaviour({ sessionsOfDisabledUser: 'ended' });
    const { leaver } = account.special;
    account.change.signIn(leaver);
    await call('PATCH', `/users/${idOf(leaver)}`, operations('/active', false));
    expect(account.findUser(leaver)?.sessions).toBe(0);
    account.change.enableUser(leaver);
  });

  it('loses its second factor by reset2fa', async () => {
    const user = account.users().find(({ twoFactorAuthEnabled }) => twoFactorAuthEnabled);
    expect((await call('PUT', `/users/reset2fa/${user?.id}`)).status).toBe(204);
    expect(account.findUser(user?.email ?? '')?.twoFactorAuthEnabled).toBe(false);
  });
});

describe('the last enabled admin', () => {
  it('cannot be disabled, deleted or taken out of the admin group where the account is set to that', async () => {
    account.setBehaviour({ lastAdmin: 'refused' });
    const { soleAdmin, breakGlass } = account.special;
    account.change.disableUser(breakGlass);
    const id = idOf(soleAdmin);
    const adminGroup = account.groups().find(({ name }) => name === 'admin')?.id;
    expect((await call('PATCH', `/users/${id}`, operations('/active', false))).status).toBe(400);
    expect((await call('DELETE', `/users/${id}`)).status).toBe(400);
    expect((await call('DELETE', `/groups/${adminGroup}/members/${id}`)).status).toBe(400);
    expect((await call('PUT', `/groups/${adminGroup}`, { members: [] })).status).toBe(400);
    expect(account.findUser(soleAdmin)).toMatchObject({ active: true, isAdmin: true });
  });

  it('can be disabled otherwise, though the calling token is theirs', async () => {
    account.setBehaviour({ lastAdmin: 'allowed' });
    const { status } = await call('PATCH', `/users/${idOf(account.special.soleAdmin)}`, operations('/active', false));
    expect(status).toBe(200);
  });
});
