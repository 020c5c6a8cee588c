import { isAllUsersGroup } from '../../domain/group-rights.js';
import { findNearest } from '../../domain/nearest.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { type KnownGroup, listKnownGroups } from '../../store/find-group.js';
import { UsageError } from '../exit.js';

/**
 * The group of that name in an account, as the last sync saw it. Names are compared trimmed and without regard to case;
 * where several groups share a name, its id says which.
 *
 * @throws UsageError with the name that was probably meant
 */
export async function requireGroup(db: Db, { id, name: accountName }: Account, group: string): Promise<KnownGroup> {
  const known = await listKnownGroups(db, id);
  const wanted = group.trim().toLowerCase();
  const byName = known.filter(({ name }) => name.trim().toLowerCase() === wanted);
  const found = byName.length > 0 ? byName : known.filter((one) => String(one.id) === wanted);
  if (found.length > 1) {
    const ids = found.map((one) => one.id).join(', ');
    throw new UsageError(`${accountName} has several groups named "${group}".`, `Give one by its id: ${ids}.`);
  }
  const [only] = found;
  if (!only) {
    const near = findNearest(
      group,
      known.map(({ name }) => name),
    );
    throw new UsageError(
      `There is no group "${group}" in ${accountName}, as of its last sync.`,
      near
        ? `Did you mean "${near}"?`
        : `See them: steward groups --account ${accountName}. A new one is known after: steward sync ${accountName}`,
    );
  }
  return only;
}

/**
 * The same for a group that people are to join or leave.
 *
 * @throws UsageError also for "All Users"
 */
export async function requireGroupToJoin(db: Db, account: Account, group: string): Promise<KnownGroup> {
  const found = await requireGroup(db, account, group);
  if (!isAllUsersGroup(found)) return found;
  throw new UsageError('"All Users" holds everybody: nobody is added to it, and nobody can leave.');
}
