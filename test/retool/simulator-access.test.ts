import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import { type SimulatedAccount, type Simulator, startSimulator } from '../../simulator/index.js';

let simulator: Simulator;
let account: SimulatedAccount;
let client: RetoolClient;

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ name: 'acme', profile: '4.74' }] });
  account = simulator.account('acme');
  client = createRetoolClient({ baseUrl: account.baseUrl, token: account.tokens.full });
});
afterAll(async () => {
  await client.close();
  await simulator.close();
});

let people = 0;
let email: string;
let userId: string;
beforeEach(() => {
  email = `person-${(people += 1)}@acme.example`;
  userId = account.change.createUser({ email });
});

describe('what a user was given directly', () => {
  it('is listed without what comes through a folder, taken away, and given back', async () => {
    const folder = `Folder ${people}`;
    account.change.createObject('folder', folder);
    account.change.createObject('app', `App ${people}`, folder);
    account.change.grantAccess(email, { type: 'folder', name: folder }, 'own');
    expect(await client.permissions.listGrants({ userId, objectType: 'app' })).toEqual([]);
    const [grant] = await client.permissions.listGrants({ userId, objectType: 'folder' });
    const { object } = grant ?? expect.fail('The folder was to be listed.');
    await client.permissions.revoke({ userId, object });
    expect(account.describeUser(email).grants).toEqual([]);
    await expect(client.permissions.revoke({ userId, object })).rejects.toMatchObject({ status: 404 });
    await client.permissions.grant({ userId, object, accessLevel: 'own' });
    expect(account.describeUser(email).grants).toMatchObject([{ type: 'folder', name: folder, level: 'own' }]);
  });
});

describe('roles of a user', () => {
  it.each([
    { roleGrantList: 'envelope', createdRoleGrant: 'shown' },
    { roleGrantList: 'bare', createdRoleGrant: 'empty' },
  ] as const)('are listed, taken away, and given back: %o', async (behaviour) => {
    account.setBehaviour(behaviour);
    const name = `App ${people}`;
    const appId = account.change.createObject('app', name);
    account.change.grantRole(email, 'Auditor');
    account.change.grantRole(email, 'Reviewer', { type: 'app', name });
    const grants = await client.roleGrants.listFor(userId);
    expect(grants.map(({ objectType, objectId }) => [objectType, objectId])).toEqual([
      [null, null],
      ['app', appId],
    ]);
    for (const { id } of grants) await client.roleGrants.delete(id);
    expect(await client.roleGrants.listFor(userId)).toEqual([]);
    for (const { roleId, objectType, objectId } of grants) {
      const object = objectType === null || objectId === null ? {} : { object: { type: objectType, id: objectId } };
      await client.roleGrants.add({ userId, roleId, ...object });
    }
    expect(account.describeUser(email).roleGrants).toMatchObject([
      { role: 'Auditor', objectType: null },
      { role: 'Reviewer', objectType: 'app', objectId: appId },
    ]);
  });
});

describe('an access request', () => {
  it('is no longer pending once it is denied', async () => {
    const address = `asks-${people}@acme.example`;
    const id = account.change.createAccessRequest(address);
    const isPending = async () =>
      (await client.accessRequests.listPending()).some(({ requestingEmail }) => requestingEmail === address);
    expect(await isPending()).toBe(true);
    await client.accessRequests.deny(id);
    expect(await isPending()).toBe(false);
    expect(account.accessRequests().find((request) => request.id === id)?.status).toBe('DENIED');
  });
});

describe('workflows', () => {
  it('are listed with who made them and when they run', async () => {
    account.change.createWorkflow({ name: `Nightly ${people}`, createdBy: email, crontab: '0 6 * * *' });
    const workflows = await client.workflows.list();
    expect(workflows.map(({ id }) => id).sort()).toEqual(
      account
        .workflows()
        .map(({ id }) => id)
        .sort(),
    );
    const { legacyId } = await client.users.get(userId);
    expect(workflows.find(({ name }) => name === `Nightly ${people}`)).toMatchObject({
      createdByLegacyId: legacyId,
      crontab: '0 6 * * *',
      isEnabled: true,
    });
  });
});
