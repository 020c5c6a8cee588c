import type { KnownAccount } from '../../domain/policy/explain-rules.js';
import type { Db } from '../../store/database.js';
import { listKnownGroups } from '../../store/find-group.js';
import { type AsOf, findScope } from '../../store/inventory-scope.js';

/** The accounts of these names, or all, with their groups as the last sync saw them, and as of when. */
export async function readKnownAccounts(
  db: Db,
  names: string[] | undefined,
): Promise<{ accounts: KnownAccount[]; asOf: AsOf[] }> {
  const asOf = await findScope(db, names);
  const accounts = asOf.map(async ({ accountId, accountName: name, syncedAt }) => ({
    name,
    groups: syncedAt === null ? null : await listKnownGroups(db, accountId),
  }));
  return { accounts: await Promise.all(accounts), asOf };
}
