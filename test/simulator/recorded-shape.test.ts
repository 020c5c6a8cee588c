import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

/** What a real server of early 2026 answered, in shape: the order of the keys and where the values differ. */
const recorded = {
  newUser:
    '{"success":true,"data":{"id":"user_<hex>","legacy_id":<n>,"first_name":"Default","last_name":"User","created_at":"<time>","last_active":null,"email":"defaults@acme.example","active":true,"metadata":{},"is_admin":false,"two_factor_auth_enabled":false,"user_type":"default"}}',
  groups:
    '{"success":true,"data":[' +
    '{"id":1,"legacy_id":1,"name":"admin","members":[{"id":"user_<hex>","email":"it-admin@acme.example","is_group_admin":false}],"universal_app_access":"own","universal_resource_access":"own","universal_workflow_access":"own","universal_query_library_access":"edit","user_invites":[],"user_list_access":true,"audit_log_access":true,"unpublished_release_access":true,"usage_analytics_access":true,"theme_access":true,"account_details_access":true,"landing_page_app_id":null,"updated_at":"<time>","created_at":"<time>"},' +
    '{"id":2,"legacy_id":2,"name":"editor","members":[],"universal_app_access":"edit","universal_resource_access":"own","universal_workflow_access":"edit","universal_query_library_access":"edit","user_invites":[],"user_list_access":true,"audit_log_access":false,"unpublished_release_access":true,"usage_analytics_access":false,"theme_access":false,"account_details_access":true,"landing_page_app_id":null,"updated_at":"<time>","created_at":"<time>"},' +
    '{"id":3,"legacy_id":3,"name":"viewer","members":[],"universal_app_access":"use","universal_resource_access":"use","universal_workflow_access":"use","universal_query_library_access":"use","user_invites":[],"user_list_access":true,"audit_log_access":false,"unpublished_release_access":false,"usage_analytics_access":false,"theme_access":false,"account_details_access":true,"landing_page_app_id":null,"updated_at":"<time>","created_at":"<time>"},' +
    '{"id":4,"legacy_id":4,"name":"All Users","members":[{"id":"user_<hex>","email":"it-admin@acme.example","is_group_admin":false}],"universal_app_access":"none","universal_resource_access":"none","universal_workflow_access":"none","universal_query_library_access":"none","user_invites":[],"user_list_access":false,"audit_log_access":false,"unpublished_release_access":false,"usage_analytics_access":false,"theme_access":false,"account_details_access":true,"landing_page_app_id":null,"updated_at":"<time>","created_at":"<time>"},' +
    '{"id":5,"legacy_id":5,"name":"Night Shift","members":[],"universal_app_access":"use","universal_resource_access":"own","universal_workflow_access":"none","universal_query_library_access":"edit","user_invites":[],"user_list_access":false,"audit_log_access":true,"unpublished_release_access":false,"usage_analytics_access":true,"theme_access":false,"account_details_access":true,"landing_page_app_id":null,"updated_at":"<time>","created_at":"<time>"}' +
    '],"total_count":5,"next_token":null,"has_more":false}',
};

function toShape(text: string): string {
  return text
    .replace(/user_[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/g, 'user_<hex>')
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
    expect(toShape(created.text).replace(/"legacy_id":\d+/, '"legacy_id":<n>')).toBe(recorded.newUser);
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
    const body = {
      name: 'Night Shift',
      universal_app_access: 'use',
      universal_resource_access: 'own',
      universal_workflow_access: 'none',
      universal_query_library_access: 'edit',
      audit_log_access: true,
      usage_analytics_access: true,
      account_details_access: true,
    };
    expect((await callRetool(account, 'POST', '/groups', { body })).status).toBe(200);
    const listed = await callRetool(account, 'GET', '/groups');
    expect(listed.status).toBe(200);
    expect(listed.headers.get('transfer-encoding')).toBe('chunked');
    expect(toShape(listed.text)).toBe(recorded.groups);
  });

  it('an error is success false and a message', async () => {
    const refused = await callRetool(account, 'POST', '/users', { body: { email: 'no names' } });
    expect(refused.status).toBe(400);
    expect(refused.text).toMatch(/^\{"success":false,"message":"[^"]+"\}$/);
  });
});
