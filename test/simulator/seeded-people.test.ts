import { afterEach, describe, expect, it } from 'vitest';
import { startSimulator, type AccountSpec, type SimulatedAccount, type Simulator } from '../../simulator/index.js';
import { createManualClock } from '../fakes/manual-clock.js';

const started: Simulator[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((simulator) => simulator.close()));
});

async function start(spec: Partial<AccountSpec> = {}, seed: string | number = 1): Promise<SimulatedAccount> {
  const simulator = await startSimulator({ accounts: [{ name: 'acme', ...spec }], seed, clock: createManualClock() });
  started.push(simulator);
  return simulator.account('acme');
}

const stateOf = (account: SimulatedAccount) => ({
  organizationId: account.organizationId,
  tokens: account.tokens,
  users: account.users(),
  groups: account.groups(),
  invites: account.invites(),
  accessRequests: account.accessRequests(),
  workflows: account.workflows(),
  people: account.users().map(({ email }) => account.describeUser(email)),
});

describe('seeded data', () => {
  it('is the same for the same seed, and other for another', async () => {
    const first = stateOf(await start({ users: 200, groups: 20 }));
    expect(stateOf(await start({ users: 200, groups: 20 }))).toEqual(first);
    const other = stateOf(await start({ users: 200, groups: 20 }, 'another'));
    expect(other.users.map(({ email }) => email)).not.toEqual(first.users.map(({ email }) => email));
    expect(other.tokens).not.toEqual(first.tokens);
  });

  it.each([
    [1, 4, 1],
    [5, 4, 12],
    [13, 5, 20],
    [40, 9, 120],
    [1000, 300, 5000],
  ])('has exactly %i users, %i groups and %i members', async (users, groups, memberships) => {
    const account = await start({ users, groups, memberships });
    const counts = account.counts();
    expect(counts).toMatchObject({ users, groups });
    // One admin alone is in admin and in All Users.
    expect(counts.memberships).toBe(Math.max(memberships, users === 1 ? 2 : 0));
  });

  it('has no address, no id and no group name twice', async () => {
    const account = await start({ users: 3000, groups: 300 });
    for (const key of ['email', 'id', 'legacyId'] as const) {
      expect(new Set(account.users().map((user) => user[key])).size).toBe(3000);
    }
    expect(new Set(account.groups().map(({ name }) => name)).size).toBe(300);
  });

  it('holds the same people in two accounts of one company, under other ids', async () => {
    const simulator = await startSimulator({
      accounts: [
        { name: 'one', users: 60 },
        { name: 'two', users: 40 },
      ],
    });
    started.push(simulator);
    const [one, two] = ['one', 'two'].map((name) => simulator.account(name).users());
    const emails = new Set(one?.map(({ email }) => email));
    expect(two?.every(({ email }) => emails.has(email))).toBe(true);
    const ids = new Set(one?.map(({ id }) => id));
    expect(two?.some(({ id }) => ids.has(id))).toBe(false);
  });

  it('is only the built-in groups and one admin when empty', async () => {
    const account = await start({ empty: true });
    expect(account.groups().map(({ name, members }) => [name, members.length])).toEqual([
      ['admin', 1],
      ['editor', 0],
      ['viewer', 0],
      ['All Users', 1],
    ]);
    expect(account.users()).toMatchObject([{ email: account.special.soleAdmin, isAdmin: true, active: true }]);
    expect(account.invites()).toEqual([]);
    expect([account.workflows(), account.accessRequests()]).toEqual([[], []]);
  });

  it('makes 100,000 users in 300 groups with 500,000 members', async () => {
    const account = await start({ users: 100_000, groups: 300, memberships: 500_000 });
    expect(account.counts()).toMatchObject({ users: 100_000, groups: 300, memberships: 500_000 });
  });
});

describe('the special people', () => {
  it('are all there in the smallest usual account', async () => {
    const { special, findUser, invites } = await start();
    expect(findUser(special.neverSignedIn)).toMatchObject({ lastActive: null, active: true });
    expect(findUser(special.disabled)?.active).toBe(false);
    expect(findUser(special.disabled)?.groups.length).toBeGreaterThan(1);
    expect(findUser(special.external)).toMatchObject({ userType: 'embed', seatType: 'externalUser' });
    expect(findUser(special.external)?.groups).toContain('External Users');
    expect(findUser(special.mobile)?.userType).toBe('mobile');
    const [one, other] = special.twice.map((email) => findUser(email));
    expect([one?.firstName, one?.lastName]).toEqual([other?.firstName, other?.lastName]);
    expect(special.plusAddressed).toContain('+');
    expect(findUser(special.plusAddressed)).toBeDefined();
    expect(findUser(special.invitedOnly)).toBeUndefined();
    const invited = invites().map(({ invitedEmail }) => invitedEmail);
    expect(invited).toEqual(expect.arrayContaining([special.invitedOnly, special.reassigned]));
    expect(findUser(special.reassigned)?.active).toBe(false);
  });

  it('are one admin who is a person, and the break-glass account', async () => {
    const { special, users } = await start({ users: 500 });
    const admins = users().filter(({ isAdmin }) => isAdmin);
    expect(admins.map(({ email }) => email).sort()).toEqual([special.breakGlass, special.soleAdmin].sort());
  });

  it('include group admins, one of them a leaver who owns a token and has sent an invite', async () => {
    const { special, groups, invites, findUser } = await start();
    const groupAdmins = groups().flatMap(({ members }) => members.filter(({ isGroupAdmin }) => isGroupAdmin));
    const emails = groupAdmins.map(({ email }) => email);
    expect(emails).toEqual(expect.arrayContaining([special.groupAdmin, special.leaver]));
    const leaver = findUser(special.leaver);
    expect(invites().find(({ invitedEmail }) => invitedEmail === special.invitedOnly)?.invitedBy).toBe(leaver?.id);
  });
});

describe('an account that is described wrongly', () => {
  it.each([
    [{ name: 'Upper Case' }, 'name: lower-case'],
    [{ name: 'api' }, 'name: is taken'],
    [{ name: 'acme', users: 0 }, 'users:'],
    [{ name: 'acme', groups: 3 }, 'groups:'],
    [{ name: 'acme', profile: '1.0' as never }, 'profile:'],
    [{ name: 'acme', behaviour: { lastAdmin: 'perhaps' as never } }, 'behaviour.lastAdmin:'],
  ])('is refused: %j', async (spec, reason) => {
    await expect(startSimulator({ accounts: [spec] })).rejects.toThrow(reason);
  });

  it('is refused when its name is there already', async () => {
    const accounts = [{ name: 'acme' }, { name: 'acme' }];
    await expect(startSimulator({ accounts })).rejects.toThrow('two simulated accounts named acme');
  });
});
