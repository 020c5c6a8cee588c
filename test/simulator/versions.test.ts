import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  profileNames,
  startSimulator,
  type ProfileName,
  type SimulatedAccount,
  type Simulator,
} from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;

beforeAll(async () => {
  const accounts = profileNames.map((profile) => ({ name: nameOf(profile), profile, users: 30 }));
  simulator = await startSimulator({ accounts: [...accounts, { name: 'unseated', users: 30, namedSeats: false }] });
});
afterAll(() => simulator.close());

function nameOf(profile: ProfileName): string {
  return `r${profile.replace('.', '-')}`;
}

const accountOf = (profile: ProfileName) => simulator.account(nameOf(profile));
const idOf = (account: SimulatedAccount, email: string) => account.findUser(email)?.id ?? '';

describe.each([
  ['3.243', '3.243.1', false],
  ['3.334', '3.334.17', true],
  ['4.70', '4.70.0', true],
] as const)('Retool %s', (profile, version, isNewer) => {
  const call = (method: string, path: string, body?: unknown) => callRetool(accountOf(profile), method, path, { body });

  it('tells its version without a token, outside of the API', async () => {
    const response = await fetch(`${simulator.url}/${nameOf(profile)}/api/checkHealth`);
    expect(await response.json()).toEqual({ version, status: 'HEALTHY' });
  });

  it(isNewer ? 'pages users' : 'ignores limit and next_token and answers everybody', async () => {
    const { rows, hasMore } = await call('GET', '/users?limit=10');
    expect([rows.length, hasMore]).toEqual(isNewer ? [10, true] : [30, false]);
    if (!isNewer) expect((await call('GET', '/users?limit=1000&next_token=x')).rows).toHaveLength(30);
  });

  it(`${isNewer ? 'shows' : 'does not show'} the groups of a user`, async () => {
    const { leaver } = accountOf(profile).special;
    const { data } = await call('GET', `/users/${idOf(accountOf(profile), leaver)}?includeGroups=true`);
    expect(Array.isArray(data.groups)).toBe(isNewer);
  });

  it(isNewer ? 'removes a disabled member' : 'answers success and keeps a disabled member', async () => {
    const account = accountOf(profile);
    const { disabled } = account.special;
    const group = account.groups().find(({ name }) => name === 'editor');
    const { status } = await call('DELETE', `/groups/${group?.id}/members/${idOf(account, disabled)}`);
    expect(status).toBe(200);
    expect(account.findUser(disabled)?.groups.includes('editor')).toBe(!isNewer);
  });

  it(`${isNewer ? 'has' : 'lacks'} theme_access on groups`, async () => {
    const { rows } = await call('GET', '/groups');
    expect(rows.every((group) => 'theme_access' in group === isNewer)).toBe(true);
  });

  it('opens All Users to editing only where the organization is old', async () => {
    const { rows } = await call('GET', '/groups');
    const everyone = rows.find(({ name }) => name === 'All Users');
    expect(everyone?.universal_app_access).toBe(isNewer ? 'none' : 'edit');
  });

  it('numbers its built-in groups from 1 only when self-hosted', async () => {
    const { rows } = await call('GET', '/groups');
    const isCloud = profile === '4.70';
    expect(rows.slice(0, 4).map(({ id }) => id)).toEqual(isCloud ? expect.not.arrayContaining([1]) : [1, 2, 3, 4]);
  });

  it(`${profile === '4.70' ? 'has' : 'lacks'} seat_type and logout`, async () => {
    const has = profile === '4.70';
    const account = accountOf(profile);
    const { rows } = await call('GET', '/users');
    expect(rows.every((user) => 'seat_type' in user === has)).toBe(true);
    const answer = await call('POST', `/users/${idOf(account, account.special.leaver)}/logout`);
    expect(answer.status).toBe(has ? 200 : 404);
    const body = { email: 'seat@acme.example', first_name: 'S', last_name: 'T', seat_type: 'externalUser' };
    const created = await call('POST', '/users', body);
    expect([created.status, created.data.seat_type]).toEqual(has ? [200, 'externalUser'] : [400, undefined]);
  });

  it(`demands ${profile === '4.70' ? 'write' : 'read'} to create an access token`, async () => {
    const account = accountOf(profile);
    const token = account.createToken({ label: 'reader', scopes: ['access_tokens:read'] });
    const body = { label: 'made by a reader', scopes: [] };
    const { status } = await callRetool(account, 'POST', '/access_tokens', { token, body });
    expect(status).toBe(profile === '4.70' ? 403 : 200);
  });
});

describe('Retool 3.100', () => {
  const old = () => accountOf('3.100');
  const call = (method: string, path: string, body?: unknown) => callRetool(old(), method, path, { body });

  it('tells its version', async () => {
    const response = await fetch(`${simulator.url}/r3-100/api/checkHealth`);
    expect(await response.json()).toMatchObject({ version: '3.100.4' });
  });

  it.each([
    ['an enabled user', 'neverSignedIn'],
    ['a disabled user', 'disabled'],
  ] as const)('deletes %s for good', async (_kind, who) => {
    const email = old().special[who];
    const id = idOf(old(), email);
    expect((await call('DELETE', `/users/${id}`)).status).toBe(204);
    expect((await call('GET', `/users/${id}`)).status).toBe(404);
    expect(old().describeUser(email)).toMatchObject({ exists: false, groups: [] });
    expect((await call('DELETE', `/users/${id}`)).status).toBe(404);
  });

  it('disables by PATCH like every release', async () => {
    const operations = [{ op: 'replace', path: '/active', value: false }];
    const { status } = await call('PATCH', `/users/${idOf(old(), old().special.mobile)}`, { operations });
    expect([status, old().describeUser(old().special.mobile).active]).toEqual([200, false]);
  });

  it('answers success and keeps a disabled member', async () => {
    const email = old().special.reassigned;
    old().change.addMember('viewer', email);
    const group = old()
      .groups()
      .find(({ name }) => name === 'viewer');
    const { status } = await call('DELETE', `/groups/${group?.id}/members/${idOf(old(), email)}`);
    expect([status, old().describeUser(email).groups.includes('viewer')]).toEqual([200, true]);
  });

  it('has no paging, no is_admin, no user_type, no seat_type', async () => {
    const { rows, hasMore } = await call('GET', '/users?limit=1');
    expect([rows.length > 1, hasMore]).toEqual([true, false]);
    for (const field of ['is_admin', 'user_type', 'seat_type', 'groups']) expect(rows[0]).not.toHaveProperty(field);
  });
});

/** The first of the simulated releases that has the endpoint. */
describe.each<[string, string, ProfileName]>([
  ['PUT', '/users/reset2fa/USER', '3.243'],
  ['POST', '/user_attributes', '3.243'],
  ['GET', '/access_tokens', '3.243'],
  ['GET', '/access_tokens/00000000-0000-4000-8000-000000000000', '3.243'],
  ['POST', '/organization/invalidate_sessions/', '3.243'],
  ['GET', '/workflows', '3.243'],
  ['GET', '/role_permissions/role_grants', '3.334'],
  ['POST', '/role_permissions/remove_role_grants_for_subject/', '3.334'],
  ['POST', '/users/USER/logout', '4.70'],
  ['DELETE', '/workflows/00000000-0000-4000-8000-000000000000', '4.70'],
])('%s %s', (method, path, first) => {
  it.each(profileNames)(`is an unknown path on %s exactly when that is before ${first}`, async (profile) => {
    const account = accountOf(profile);
    const target = path.replace('USER', idOf(account, account.special.leaver));
    const { headers } = await callRetool(account, method, target);
    const isMissing = headers.get('content-type')?.startsWith('text/html') === true;
    expect(isMissing).toBe(profileNames.indexOf(profile) < profileNames.indexOf(first));
  });
});

describe.each<[string, ProfileName]>([
  ['/users', '3.334'],
  ['/access_tokens', '3.334'],
  ['/access_requests', '3.334'],
  ['/workflows', '4.74'],
])('GET %s', (path, first) => {
  const having = profileNames.filter((profile) => profile !== '3.100' || !/tokens|workflows/.test(path));
  it.each(having)(`comes in pages on %s exactly when that is not before ${first}`, async (profile) => {
    const { rows, hasMore } = await callRetool(accountOf(profile), 'GET', `${path}?limit=1`);
    const isPaged = profileNames.indexOf(profile) >= profileNames.indexOf(first);
    expect([rows.length === 1, hasMore]).toEqual([isPaged, isPaged]);
  });
});

describe('the name of groups', () => {
  it('is searched by name_contains from 4.74 on', async () => {
    const count = async (profile: ProfileName) =>
      (await callRetool(accountOf(profile), 'GET', '/groups?name_contains=ALL%20us')).rows.length;
    expect(await count('4.74')).toBe(1);
    expect(await count('4.70')).toBeGreaterThan(1);
  });
});

describe('seats', () => {
  const operations = [{ op: 'replace', path: '/seat_type', value: 'builder' }];

  it('are changed by PATCH with Named Seats', async () => {
    const account = accountOf('4.70');
    const { status, data } = await callRetool(account, 'PATCH', `/users/${idOf(account, account.special.mobile)}`, {
      body: { operations },
    });
    expect([status, data.seat_type]).toEqual([200, 'builder']);
  });

  it('are null without Named Seats, or a guess where the account is set to that, and cannot be set', async () => {
    const account = simulator.account('unseated');
    const path = `/users/${idOf(account, account.special.external)}`;
    expect((await callRetool(account, 'GET', path)).data.seat_type).toBeNull();
    expect((await callRetool(account, 'PATCH', path, { body: { operations } })).status).toBe(400);
    account.setBehaviour({ seatTypeWithoutNamedSeats: 'guessed' });
    expect((await callRetool(account, 'GET', path)).data.seat_type).toBe('externalUser');
  });
});
