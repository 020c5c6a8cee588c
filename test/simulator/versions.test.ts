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
