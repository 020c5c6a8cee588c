import { featuresOf, parseRetoolVersion } from '../../domain/retool-version.js';
import type { SimulatedAccount } from '../../simulator/index.js';

/** Somebody with three groups, an open invite, an app of their own and, where the version has them, a role. */
export function hireLeaver({ change, groups, profile }: SimulatedAccount, email: string): void {
  const names = groups().flatMap(({ name }) => (/^(all users|admin)$/i.test(name) ? [] : [name]));
  change.createUser({ email, firstName: 'Lea', lastName: 'Ver', groups: names.slice(0, 3) });
  change.signIn(email);
  change.createInvite(email);
  change.grantAccess(email, { type: 'app', name: change.createObject('app', `App of ${email}`) }, 'own');
  if (featuresOf(parseRetoolVersion(profile)).roleGrants) change.grantRole(email, 'Auditor');
}
