import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { callRetool } from '../setup/call-retool.js';

let simulator: Simulator;
let account: SimulatedAccount;

beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { name: 'acme', users: 60 },
      { name: 'big', users: 1000 },
    ],
  });
  account = simulator.account('acme');
});
afterAll(() => simulator.close());

async function listed(email: string) {
  const { rows } = await callRetool(account, 'GET', `/users?email=${encodeURIComponent(email)}`);
  return rows[0];
}

describe('changes made in Retool itself show in the next answer', () => {
  it('a user is created, renamed, signs in, is disabled, enabled and removed', async () => {
    const email = 'zed@acme.example';
    const id = account.change.createUser({ email, firstName: 'Zed' });
    expect(await listed(email)).toMatchObject({ id, first_name: 'Zed', active: true, last_active: null });
    account.change.renameUser(email, 'Zeda', 'Nord');
    account.change.signIn(email, '2026-01-02T03:04:05.678Z');
    account.change.setUserType(email, 'mobile');
    account.change.setSeatType(email, 'builder');
    account.change.disableUser(email);
    expect(await listed(email)).toMatchObject({
      first_name: 'Zeda',
      last_name: 'Nord',
      last_active: '2026-01-02T03:04:05.678Z',
      user_type: 'mobile',
      seat_type: 'builder',
      active: false,
    });
    account.change.enableUser(email);
    expect(await listed(email)).toMatchObject({ active: true });
    account.change.removeUser(email);
    expect(await listed(email)).toBeUndefined();
  });

  it('an address changes, in the groups of the person too', async () => {
    account.change.createUser({ email: 'before@acme.example' });
    account.change.addMember('viewer', 'before@acme.example');
    await callRetool(account, 'GET', '/groups');
    account.change.changeEmail('before@acme.example', 'after@acme.example');
    const { text } = await callRetool(account, 'GET', '/groups');
    expect(text).not.toContain('before@acme.example');
    expect(text.split('after@acme.example')).toHaveLength(3);
    expect(account.findUser('before@acme.example')).toBeUndefined();
  });

  it('a group is created, renamed, given rights, filled, emptied and removed', async () => {
    const { change, special } = account;
    const read = async (id: number) => (await callRetool(account, 'GET', `/groups/${id}`)).data;
    const id = change.createGroup('Squad', { app: 'edit' });
    change.addMember('Squad', special.leaver, true);
    expect(await read(id)).toMatchObject({
      universal_app_access: 'edit',
      members: [{ email: special.leaver, is_group_admin: true }],
    });
    change.renameGroup('Squad', 'Crew');
    change.setGroupRights('Crew', { workflow: 'own' });
    change.removeMember('Crew', special.leaver);
    change.addMember('Crew', special.mobile);
    change.clearGroup('Crew');
    expect(await read(id)).toMatchObject({ name: 'Crew', universal_workflow_access: 'own', members: [] });
    change.removeGroup('Crew');
    expect((await callRetool(account, 'GET', `/groups/${id}`)).status).toBe(404);
  });

  it('being admin is being in the group admin', async () => {
    account.change.addMember('admin', account.special.leaver);
    expect(await listed(account.special.leaver)).toMatchObject({ is_admin: true });
    account.change.removeMember('admin', account.special.leaver);
    expect(await listed(account.special.leaver)).toMatchObject({ is_admin: false });
  });

  it('an invite is removed', async () => {
    account.change.createInvite('nope@acme.example', ['viewer']);
    account.change.removeInvite('nope@acme.example');
    const { text } = await callRetool(account, 'GET', '/groups');
    expect(text).not.toContain('nope@acme.example');
  });

  it('an unknown person, group or invite is an error that names it', () => {
    expect(() => account.change.disableUser('x@acme.example')).toThrow('acme has no user x@acme.example.');
    expect(() => account.change.renameGroup('No', 'Yes')).toThrow('acme has no group "No".');
    expect(() => account.change.claimInvite('x@acme.example')).toThrow('acme has no unclaimed invite');
  });
});

describe('a share of the users', () => {
  it('changes at random, each in one way, the same for the same seed', async () => {
    const twin = await startSimulator({ accounts: [{ name: 'big', users: 1000 }] });
    const [first, second] = [simulator.account('big'), twin.account('big')].map((big) =>
      big.change.changeShare(0.1, 's'),
    );
    await twin.close();
    expect(first).toEqual(second);
    const sum = Object.values(first ?? {}).reduce((total, count) => total + count, 0);
    expect(sum).toBe(100);
    expect(Object.values(first ?? {}).every((count) => count > 0)).toBe(true);
  });

  it('is disabled or removed, admins never', () => {
    const big = simulator.account('big');
    const active = () => big.users().filter((user) => user.active).length;
    const before = active();
    expect(before - active()).toBe(0);
    const disabled = big.change.disableShare(0.2);
    expect(before - active()).toBe(disabled);
    expect(big.change.removeShare(1)).toBe(998);
    expect(big.users().every(({ isAdmin }) => isAdmin)).toBe(true);
  });
});
