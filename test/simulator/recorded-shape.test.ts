import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';
import { readRecording } from '../setup/recording.js';

interface RecordedGroups {
  data: Record<string, unknown>[];
  total_count: number;
}

/** Of the recorded groups the built-in ones, and the first that somebody made. */
function firstFive({ data, ...end }: RecordedGroups): string {
  const groups = data.slice(0, 5).map((group) => (group.name === 'All Users' ? withoutAccess(group) : group));
  return JSON.stringify({ success: true, data: groups, ...end, total_count: 5 });
}

/** What everybody may do depends on when an organization was made and on its plan. */
function withoutAccess(group: Record<string, unknown>): Record<string, unknown> {
  const none = Object.keys(group).filter((key) => /^universal_\w+_access$/.test(key));
  return { ...group, ...Object.fromEntries(none.map((key) => [key, 'none'])) };
}

/** Only the order of the keys and the values that are the same everywhere. */
function toShape(text: string): string {
  return text
    .replace(/user_[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/g, 'user_<hex>')
    .replace(/^(\{"success":true,"data":\{"id":"[^"]+","legacy_id":)\d+/, '$1<n>')
    .replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"/g, '"<time>"');
}

describe('answers have the shape of the recorded ones', () => {
  let simulator: Simulator;
  let account: SimulatedAccount;

  beforeAll(async () => {
    simulator = await startSimulator({ accounts: [{ name: 'recorded', profile: '3.334', empty: true }] });
    account = simulator.account('recorded');
  });
  afterAll(() => simulator.close());

  it('creating a user answers 200 with the user, and reading shows the same', async () => {
    const body = { active: true, email: 'defaults@acme.example', first_name: 'Default', last_name: 'User' };
    const created = await callRetool(account, 'POST', '/users', { body });
    expect(created.status).toBe(200);
    expect(created.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(created.headers.get('content-length')).toBe(String(created.text.length));
    expect(toShape(created.text)).toBe(toShape(JSON.stringify(readRecording('user-created-with-defaults'))));
    const read = await callRetool(account, 'GET', `/users/${created.data.id}`);
    expect(read.text).toBe(created.text);
    account.change.removeUser('defaults@acme.example');
  });

  it('deleting a user answers 204 without body, length and content type, and keeps the disabled row', async () => {
    const body = { email: 'leaving@acme.example', first_name: 'Lee', last_name: 'Ving' };
    const { data } = await callRetool(account, 'POST', '/users', { body });
    const deleted = await callRetool(account, 'DELETE', `/users/${data.id}`);
    expect(deleted.status).toBe(204);
    expect(deleted.text).toBe('');
    expect(deleted.headers.get('content-type')).toBeNull();
    expect(deleted.headers.get('content-length')).toBeNull();
    const read = await callRetool(account, 'GET', `/users/${data.id}`);
    expect(read.data).toEqual({ ...data, active: false });
    account.change.removeUser('leaving@acme.example');
  });

  it('groups are listed whole, by ascending id, in chunks', async () => {
    const recorded = readRecording<RecordedGroups>('groups-of-a-new-organization');
    const {
      id: _id,
      legacy_id: _legacyId,
      members: _members,
      user_invites: _invites,
      ...body
    } = recorded.data[4] ?? {};
    expect((await callRetool(account, 'POST', '/groups', { body })).status).toBe(200);
    const listed = await callRetool(account, 'GET', '/groups');
    expect(listed.status).toBe(200);
    expect(listed.headers.get('transfer-encoding')).toBe('chunked');
    expect(toShape(listed.text)).toBe(toShape(firstFive(recorded)));
  });

  it('an error is success false and a message', async () => {
    const refused = await callRetool(account, 'POST', '/users', { body: { email: 'no names' } });
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(/^\{"success":false,"message":"[^"]+"\}$/);
  });
});
