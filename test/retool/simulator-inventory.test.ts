import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRetoolClient, type RetoolClient } from '../../retool/client.js';
import type { RetoolUser } from '../../retool/received-user.js';
import { startSimulator, type ProfileName, type SimulatedAccount, type Simulator } from '../../simulator/index.js';

const profiles: ProfileName[] = ['3.243', '3.334', '4.70'];
const nameOf = (profile: string) => `v${profile.replace('.', '-')}`;

let simulator: Simulator;

beforeAll(async () => {
  const size = { users: 1234, groups: 20, memberships: 6000 };
  simulator = await startSimulator({
    accounts: profiles.map((profile) => ({ name: nameOf(profile), profile, ...size })),
  });
});

afterAll(() => simulator.close());

describe.each(profiles)('an organization on Retool %s', (profile) => {
  let account: SimulatedAccount;
  let client: RetoolClient;

  beforeAll(() => {
    account = simulator.account(nameOf(profile));
    client = createRetoolClient({ baseUrl: account.baseUrl, token: account.tokens.full });
  });

  afterAll(() => client.close());

  it('gives the same users whole and in pages', async () => {
    const whole: RetoolUser[] = [];
    for await (const users of client.users.all()) whole.push(...users);
    const paged: RetoolUser[] = [];
    for await (const { users } of client.users.pages({ limit: 100 })) paged.push(...users);
    const byEmail = (users: RetoolUser[]) => new Map(users.map((user) => [user.email, user]));
    expect(whole).toHaveLength(1234);
    expect(byEmail(paged)).toEqual(byEmail(whole));
    expect([...byEmail(whole).keys()].sort()).toEqual(
      account
        .users()
        .map(({ email }) => email)
        .sort(),
    );
  });

  it('gives all groups, and each of their members once', async () => {
    const members = new Map<number, number>();
    const names: string[] = [];
    for await (const chunk of client.groups.all()) {
      if (chunk.kind === 'group') names.push(chunk.group.name);
      else members.set(chunk.groupId, (members.get(chunk.groupId) ?? 0) + chunk.members.length);
    }
    expect(names).toEqual(account.groups().map(({ name }) => name));
    const expected = account.groups().filter((group) => group.members.length > 0);
    expect(members).toEqual(new Map(expected.map((group) => [group.id, group.members.length])));
  });

  it('gives invites and tokens', async () => {
    expect((await client.invites.list()).map(({ id }) => id)).toEqual(account.invites().map(({ id }) => id));
    const labels = (await client.accessTokens.list()).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['full', 'read', 'nightly export']));
  });

  it('takes changes: a user created, disabled, put into a group and out of it, an invite opened and deleted', async () => {
    const email = 'new+hire@acme.example';
    const { id } = await client.users.create({ email, firstName: 'Nadia', lastName: 'Quist' });
    const group = await client.groups.create('Night shift');
    await client.groups.addMember(group.id, id, { isGroupAdmin: true });
    await client.groups.rename(group.id, 'Day shift');
    expect(await client.groups.get(group.id)).toMatchObject({
      name: 'Day shift',
      members: [{ id, isGroupAdmin: true }],
    });
    await client.groups.removeMember(group.id, id);
    expect(account.findUser(email)?.groups).not.toContain('Day shift');
    await client.groups.delete(group.id);
    expect(await client.users.setActive(id, false)).toMatchObject({ active: false });
    expect(await client.users.find(email)).toMatchObject([{ id, active: false }]);
    const invite = await client.invites.create({ email: 'later@acme.example', groupIds: [] });
    expect(await client.invites.get(invite.id)).toMatchObject({ invitedEmail: 'later@acme.example', claimedAt: null });
    await client.invites.delete(invite.id);
    await expect(client.invites.get(invite.id)).rejects.toMatchObject({ status: 404 });
  });
});
