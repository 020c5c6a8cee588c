import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';
import type { SimulatedAccount } from '../../simulator/index.js';
import type { Random } from '../../simulator/random.js';

/** Somebody signed in and with groups; now and then an administrator, with an open invite, a request, grants, a role. */
export function hireLeaver(account: SimulatedAccount, email: string, random: Random): void {
  const { change, profile } = account;
  const { roleGrants, removesDisabledMembers } = featuresOf(parseRetoolVersion(profile));
  const names = account
    .groups()
    .map(({ name }) => name)
    .filter((name) => !/^(all users|admin)$/i.test(name));
  const member = names.filter(() => random.chance(0.5));
  const led = member.filter(() => random.chance(0.3));
  const admin = random.chance(0.2);
  change.createUser({ email, firstName: 'Lea', lastName: 'Ver', groups: member, groupAdminOf: led, admin });
  change.signIn(email);
  // Before 3.244 nobody can take a disabled user out of a group.
  if (random.chance(0.1) && removesDisabledMembers) change.disableUser(email);
  if (random.chance(0.3)) change.createInvite(email);
  if (random.chance(0.3)) change.createAccessRequest(email);
  if (random.chance(0.3)) {
    const app = change.createObject('app', `App of ${email}`);
    change.grantAccess(email, { type: 'app', name: app }, random.pick(['use', 'edit', 'own']));
  }
  if (random.chance(0.3) && roleGrants) change.grantRole(email, random.pick(['Auditor', 'Release manager']));
}
