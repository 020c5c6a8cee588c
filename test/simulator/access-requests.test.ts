import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { createManualClock } from '../fakes/manual-clock.js';
import { callRetool } from '../setup/call-retool.js';

const clock = createManualClock();
let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme' }], clock });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const call = (method: string, path: string, body?: unknown) =>
  callRetool(account, method, `/access_requests${path}`, { body });
const decide = (id: number, value: string, path = '/status') =>
  call('PATCH', `/${id}`, { operations: [{ op: 'replace', path, value }] });

describe('access requests', () => {
  it('are listed with the fields in their order, by status where one is given', async () => {
    const all = await call('GET', '');
    expect(Object.keys(all.rows[0] ?? {})).toEqual(
      'id status legacy_id requesting_email updated_by_id created_at updated_at'.split(' '),
    );
    const pending = await call('GET', '?status=PENDING');
    expect(pending.rows.map((row) => row.requesting_email)).toContain(account.special.leaver);
    expect(pending.rows.length).toBeLessThan(all.rows.length);
    expect(pending.rows.every(({ status }) => status === 'PENDING')).toBe(true);
    expect((await call('GET', '?status=LOST')).status).toBe(400);
  });

  it('come in pages that keep the filter', async () => {
    const all = (await call('GET', '?status=PENDING')).rows;
    const first = await call('GET', '?status=PENDING&limit=2');
    const rest = await call(
      'GET',
      `?status=PENDING&limit=100&next_token=${encodeURIComponent(String(first.nextToken))}`,
    );
    expect([...first.rows, ...rest.rows]).toEqual(all);
    expect([first.hasMore, rest.hasMore]).toEqual([true, false]);
  });

  it('are denied by the owner of the token, and stay denied', async () => {
    const id = account.change.createAccessRequest('asks@else.example');
    const denied = await decide(id, 'DENIED');
    const admin = account.findUser(account.special.soleAdmin)?.id;
    expect(denied.data).toMatchObject({ id, status: 'DENIED', updated_by_id: admin });
    expect(await decide(id, 'DENIED')).toMatchObject({ status: 200, data: denied.data });
    expect((await decide(id, 'APPROVED')).status).toBe(400);
    expect(account.describeUser('asks@else.example')).toMatchObject({ pendingRequests: [], invites: [] });
  });

  it('that are approved become an invite, not a user', async () => {
    const id = account.change.createAccessRequest('hopes@else.example');
    expect((await decide(id, 'APPROVED')).data.status).toBe('APPROVED');
    const { exists, invites } = account.describeUser('hopes@else.example');
    expect([exists, invites.length]).toEqual([false, 1]);
  });

  it('are read by number', async () => {
    const id = account.change.createAccessRequest('reads@else.example', 'DENIED');
    expect((await call('GET', `/${id}`)).data).toMatchObject({
      status: 'DENIED',
      requesting_email: 'reads@else.example',
    });
    expect((await call('GET', '/999')).status).toBe(404);
    expect((await call('GET', '/first')).status).toBe(400);
  });

  it('cannot be changed otherwise', async () => {
    const id = account.change.createAccessRequest('odd@else.example');
    expect((await decide(id, 'PENDING')).status).toBe(400);
    expect((await decide(id, 'x@y.example', '/requesting_email')).status).toBe(400);
  });

  it('are decided with users:write only', async () => {
    const id = account.change.createAccessRequest('scope@else.example');
    const body = { operations: [{ op: 'replace', path: '/status', value: 'DENIED' }] };
    const { status } = await callRetool(account, 'PATCH', `/access_requests/${id}`, {
      token: account.tokens.read,
      body,
    });
    expect(status).toBe(403);
  });
});
