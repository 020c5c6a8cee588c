import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', profile: '4.74' }] });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

const call = (method: string, path: string, token?: string) =>
  callRetool(account, method, `/workflows${path}`, { token });

describe('workflows', () => {
  it('are listed with their creator by legacy id, schedule and state', async () => {
    const { rows } = await call('GET', '');
    const { leaver } = account.special;
    expect(rows.find(({ name }) => name === 'Nightly export')).toMatchObject({
      created_by: account.findUser(leaver)?.legacyId,
      crontab: '30 2 * * *',
      timezone: 'Europe/London',
      is_enabled: true,
    });
    expect(Object.keys(rows[0] ?? {})).toEqual(
      'id name description crontab timezone is_enabled folder_id protected created_by created_at updated_at'.split(' '),
    );
  });

  it('come in pages, also while one is deleted', async () => {
    const all = (await call('GET', '')).rows.map(({ id }) => id);
    const first = await call('GET', '?limit=2');
    account.change.removeWorkflow(String(first.rows[1]?.id));
    const rest = await call('GET', `?limit=100&next_token=${encodeURIComponent(String(first.nextToken))}`);
    expect([...first.rows, ...rest.rows].map(({ id }) => id)).toEqual(all);
  });

  it('go on when their creator is disabled', async () => {
    const email = 'maker@acme.example';
    account.change.createUser({ email });
    const id = account.change.createWorkflow({ name: 'Kept', createdBy: email, crontab: '0 * * * *' });
    account.change.disableUser(email);
    const { data } = await call('GET', `/${id}`);
    expect(data).toMatchObject({
      is_enabled: true,
      created_by: account.findUser(email)?.legacyId,
      timezone: 'Etc/UTC',
    });
    expect(account.describeUser(email).workflows).toEqual([
      { id, name: 'Kept', crontab: '0 * * * *', isEnabled: true },
    ]);
  });

  it('are deleted with workflows:write', async () => {
    const id = account.change.createWorkflow({ name: 'Going' });
    const reader = account.createToken({ label: 'workflow reader', scopes: ['workflows:read'] });
    expect((await call('GET', `/${id}`, reader)).status).toBe(200);
    expect((await call('DELETE', `/${id}`, reader)).status).toBe(403);
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    expect((await call('GET', `/${id}`)).status).toBe(404);
    expect((await call('DELETE', `/${id}`)).status).toBe(404);
    expect((await call('GET', '/going')).status).toBe(400);
  });
});
