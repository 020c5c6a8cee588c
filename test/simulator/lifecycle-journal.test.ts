import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeEach(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme' }] });
  account = simulator.account('acme');
});
afterEach(() => simulator.close());

it('the journal shows the order of calls by template and ids, and what was written, without tokens', async () => {
  const { leaver } = account.special;
  const id = account.findUser(leaver)?.id;
  const [grant] = account.describeUser(leaver).grants;
  const disable = { operations: [{ op: 'replace', path: '/active', value: false }] };
  const revoke = { subject: { type: 'user', id }, object: { type: grant?.type, id: grant?.id } };
  await callRetool(account, 'PATCH', `/users/${id}`, { body: disable });
  await callRetool(account, 'POST', `/users/${id}/logout`);
  await callRetool(account, 'POST', '/permissions/revoke', { body: revoke });
  const entries = simulator.journal.entries({ account: 'acme' });
  expect(entries.map(({ method, template, path, status }) => [method, template, path, status])).toEqual([
    ['PATCH', '/users/:userId', `/users/${id}`, 200],
    ['POST', '/users/:userId/logout', `/users/${id}/logout`, 200],
    ['POST', '/permissions/revoke', '/permissions/revoke', 200],
  ]);
  expect(entries.map(({ body }) => body)).toEqual([disable, undefined, revoke]);
  expect(JSON.stringify(entries)).not.toContain(account.tokens.full);
  expect(simulator.journal.entries({ template: '/users/:userId' })).toHaveLength(1);
});

it.each([
  ['POST', '/permissions/listObjects'],
  ['GET', '/role_permissions/role_grants'],
  ['GET', '/access_requests'],
  ['GET', '/workflows'],
])('a fault can be planted on %s %s', async (method, path) => {
  simulator.faults.add({ method, path, times: 1, fault: { kind: 'status', status: 503 } });
  expect((await callRetool(account, method, path)).status).toBe(503);
  expect((await callRetool(account, method, path)).status).not.toBe(503);
});

it('a revocation whose answer is lost has happened: repeating it is 404', async () => {
  const { leaver } = account.special;
  const [grant] = account.describeUser(leaver).grants;
  const subject = { type: 'user', id: account.findUser(leaver)?.id };
  const body = { subject, object: { type: grant?.type, id: grant?.id } };
  simulator.faults.add({ path: '/permissions/revoke', times: 1, fault: { kind: 'lose-answer' } });
  await expect(callRetool(account, 'POST', '/permissions/revoke', { body })).rejects.toThrow();
  expect((await callRetool(account, 'POST', '/permissions/revoke', { body })).status).toBe(404);
});
