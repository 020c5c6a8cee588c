import { startSimulator, type Simulator } from '../../simulator/index.js';

/** Two Retool organizations of one company: a Cloud-like one, and a self-hosted-like one that has a bad day. */
export async function startCompany(): Promise<Simulator> {
  const simulator = await startSimulator({
    accounts: [
      { name: 'acme-cloud', profile: '4.70', users: 41, groups: 9, rateLimit: { kind: 'points', points: 1800 } },
      { name: 'acme-onprem', profile: '3.243', users: 38, groups: 7, domain: 'acme.example' },
    ],
    seed: 'demo',
  });
  return simulator;
}

/**
 * The self-hosted one answers reads of its users with 429, then with 500. The very first read passes: it is the question
 * of `steward account add` whether the token may read users.
 */
export function giveOnPremABadDay({ faults }: Simulator): void {
  const users = { account: 'acme-onprem', method: 'GET', path: '/users' };
  faults.add({ ...users, nth: 2, fault: { kind: 'status', status: 429, retryAfter: 3 } });
  faults.add({ ...users, nth: 3, times: 2, fault: { kind: 'status', status: 500 } });
}

/** The self-hosted one fails twice when a user is to be changed. */
export function giveOnPremATroubledWrite({ faults }: Simulator): void {
  faults.add({
    account: 'acme-onprem',
    method: 'PATCH',
    path: '/users/*',
    times: 2,
    fault: { kind: 'status', status: 500 },
  });
}

/** Whether somebody can still sign in to one of the organizations. */
export function isEnabledAnywhere({ accounts }: Simulator, email: string): boolean {
  return accounts.some((account) => account.describeUser(email).active);
}

/** What people change in Retool while nobody looks; each with the entry it must leave in the change feed. */
export function changePeople(simulator: Simulator): { said: string; account: string; kind: string }[] {
  const cloud = simulator.account('acme-cloud');
  const onprem = simulator.account('acme-onprem');
  const [mover, leaver] = ordinaryPeople(cloud);
  const [other] = ordinaryPeople(onprem);
  if (!mover || !leaver || !other) throw new Error('The simulated company lacks ordinary people.');
  const group = cloud.groups().find(({ members, name }) => name !== 'admin' && !members.some((m) => m.email === mover));
  if (!group) throw new Error('The simulated company lacks a group to join.');

  cloud.change.createUser({ email: 'noor.haddad@acme.example', firstName: 'Noor', lastName: 'Haddad' });
  cloud.change.disableUser(leaver);
  cloud.change.addMember(group.name, mover);
  cloud.change.createInvite('kit.osei@partner.example');
  onprem.change.createGroup('Night Shift', { app: 'use' });
  onprem.change.addMember('Night Shift', other);
  return [
    { said: `noor.haddad@acme.example gets a user in acme-cloud`, account: 'acme-cloud', kind: 'user-appeared' },
    { said: `${leaver} is disabled in acme-cloud`, account: 'acme-cloud', kind: 'user-disabled' },
    { said: `${mover} joins ${group.name} in acme-cloud`, account: 'acme-cloud', kind: 'group-joined' },
    { said: `kit.osei@partner.example is invited to acme-cloud`, account: 'acme-cloud', kind: 'invite-opened' },
    { said: `acme-onprem gets a group "Night Shift"`, account: 'acme-onprem', kind: 'group-created' },
    { said: `${other} joins Night Shift in acme-onprem`, account: 'acme-onprem', kind: 'group-joined' },
  ];
}

/** Active people who are nothing special: no admin, no story of their own. */
function ordinaryPeople(account: ReturnType<Simulator['account']>): string[] {
  const special = new Set<unknown>(Object.values(account.special).flat());
  return account
    .users()
    .filter(
      ({ active, isAdmin, userType, email }) => active && !isAdmin && userType === 'default' && !special.has(email),
    )
    .map(({ email }) => email);
}
