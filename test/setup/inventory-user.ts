import type { Insertable } from 'kysely';
import type { AccountId } from '../../domain/account.js';
import type { Database } from '../../store/database.js';

/** An enabled user as the last sync found them. */
export function inventoryUser(
  accountId: AccountId,
  id: string,
  changes: Partial<Insertable<Database['users']>> = {},
): Insertable<Database['users']> {
  const licence = { licenceRule: 'otherwise' as const, licenceConfidence: 'low' as const };
  const facts = { active: true, isAdmin: false, userType: 'default', firstSeenAt: new Date() };
  return { accountId, id, email: `${id}@acme.example`, ...facts, ...licence, ...changes };
}
