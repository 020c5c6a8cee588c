import { type RawBuilder, sql } from 'kysely';

/** A table of the inventory whose rows are compared one by one, by account and id. */
export interface InventoryTable {
  name: 'users' | 'groups' | 'invites';
  idType: 'text collate "C"' | 'bigint';
  /** Columns that a sync may change, in the order of the table, after account_id and id. */
  compared: string[];
  /** Columns behind them that stay as they were first written. */
  kept: string[];
}

const names = (text: string) => text.split(' ');

export const usersTable: InventoryTable = {
  name: 'users',
  idType: 'text collate "C"',
  compared: [
    ...names('legacy_id email first_name last_name active is_admin user_type seat_type two_factor_auth_enabled'),
    ...names('created_at last_active licence licence_rule licence_confidence'),
  ],
  kept: ['first_seen_at'],
};

export const groupsTable: InventoryTable = {
  name: 'groups',
  idType: 'bigint',
  compared: [
    ...names('name universal_app_access universal_resource_access universal_workflow_access'),
    ...names('universal_query_library_access flags'),
  ],
  kept: [],
};

export const invitesTable: InventoryTable = {
  name: 'invites',
  idType: 'bigint',
  compared: names('invited_email invited_by user_type created_at expires_at claimed_at'),
  kept: [],
};

/** All columns, in the order of the table. */
export function columnsOf({ compared, kept }: InventoryTable): string[] {
  return ['account_id', 'id', ...compared, ...kept];
}

/** `a.x, a.y` for use in a query. */
export function listOf(columns: string[], alias?: string): RawBuilder<unknown> {
  return sql.raw(columns.map((column) => (alias === undefined ? column : `${alias}.${column}`)).join(', '));
}
