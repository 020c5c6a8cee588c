import { type RawBuilder, type Transaction, sql } from 'kysely';
import {
  type GroupRights,
  isAdminGroup,
  isAllUsersGroup,
  isExternalUsersGroup,
  letsEdit,
} from '../../domain/group-rights.js';
import type { Database } from '../database.js';

/** What the groups of an organization mean, by id. */
export interface LicenceGroups {
  /** Groups, other than All Users, that let their members edit. */
  editing: number[];
  /** Groups of administrators: Retool has one. */
  admins: number[];
  /** Groups named External Users. */
  external: number[];
  /** All Users: everybody is in it, so joining and leaving it says nothing. */
  everyone: number[];
  /** All Users itself lets edit: then groups cannot tell people apart. */
  everyoneMayEdit: boolean;
}

/** Judges the groups of a table: those that were read, `fresh_groups`, unless told otherwise. */
export async function judgeGroups(
  trx: Transaction<Database>,
  source: RawBuilder<unknown> = sql`fresh_groups`,
): Promise<LicenceGroups> {
  const { rows: groups } = await sql<GroupRights & { id: number }>`
    select id, name, universal_app_access, universal_workflow_access from ${source} as source`.execute(trx);
  const idsOf = (found: typeof groups) => found.map(({ id }) => id);
  const everyone = groups.filter(isAllUsersGroup);
  return {
    editing: idsOf(groups.filter((group) => letsEdit(group) && !isAllUsersGroup(group))),
    admins: idsOf(groups.filter(isAdminGroup)),
    external: idsOf(groups.filter(isExternalUsersGroup)),
    everyone: idsOf(everyone),
    everyoneMayEdit: everyone.some(letsEdit),
  };
}
