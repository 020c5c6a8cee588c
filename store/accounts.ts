import type { Insertable, Selectable, Updateable } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { RateLimit } from '../domain/rate.js';
import { completeFeatures } from '../domain/retool-version.js';
import { lockAccount } from './account-lock.js';
import type { Database, Db, NoteKind } from './database.js';
import { inTransaction } from './in-transaction.js';
import { dropStagingOfAccount } from './staging-tables.js';
import { isUniqueViolation } from './postgres-error.js';

/** A connected Retool organization and what is known of it. */
export type Account = Selectable<Database['accounts']>;

type Written = Insertable<Database['accounts']>;
type Plain<Row, Keys extends keyof Row & keyof Account> = Omit<Row, Keys> & Partial<Pick<Account, Keys>>;
/** Facts that syncs find out. */
type SyncedColumn = 'syncedAt' | 'everyoneMayEdit' | `${NoteKind}ReadAt` | `${NoteKind}UnreadReason`;
type JsonColumn = 'timing' | 'features' | 'scopes' | 'rateLimit';

/** What is chosen and probed when an account is added. */
export type NewAccount = Omit<Written, JsonColumn | 'id' | 'createdAt' | SyncedColumn> &
  Pick<Account, 'timing' | 'features' | 'scopes'> & { rateLimit?: RateLimit | null };

/** What may change afterwards. The organization stays: it is pinned. */
export type AccountPatch = Plain<
  Omit<Updateable<Database['accounts']>, 'id' | 'createdAt' | 'organizationId' | SyncedColumn>,
  JsonColumn
>;

/** No account has this id: it was removed. */
export class AccountNotFoundError extends Error {
  override name = 'AccountNotFoundError';
}

export class AccountNameTakenError extends Error {
  override name = 'AccountNameTakenError';
}

/** Another account is connected to the same organization. */
export class OrganizationTakenError extends Error {
  override name = 'OrganizationTakenError';
}

/** @throws AccountNameTakenError, OrganizationTakenError */
export async function insertAccount(db: Db, account: NewAccount): Promise<Account> {
  const inserted = await refusingDuplicates(account, () =>
    db
      .insertInto('accounts')
      .values({ ...account, ...toJson(account) } as Written)
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toAccount(inserted);
}

/** All accounts by name. */
export async function listAccounts(db: Db): Promise<Account[]> {
  return (await db.selectFrom('accounts').selectAll().orderBy('name').execute()).map(toAccount);
}

export async function findAccountByName(db: Db, name: string): Promise<Account | undefined> {
  const account = await db.selectFrom('accounts').selectAll().where('name', '=', name).executeTakeFirst();
  return account && toAccount(account);
}

/** @throws AccountNotFoundError */
export async function getAccount(db: Db, id: AccountId): Promise<Account> {
  const account = await db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
  return account ? toAccount(account) : notFound(id);
}

/** @throws AccountNotFoundError, AccountNameTakenError */
export async function updateAccount(db: Db, id: AccountId, patch: AccountPatch): Promise<Account> {
  const values = { ...patch, ...toJson(patch) } as Updateable<Database['accounts']>;
  if (Object.keys(values).length === 0) return await getAccount(db, id);
  const account = await refusingDuplicates(patch, () =>
    db.updateTable('accounts').set(values).where('id', '=', id).returningAll().executeTakeFirst(),
  );
  return account ? toAccount(account) : notFound(id);
}

/**
 * Removes an account with its token, inventory, runs, changes and what its runs have staged.
 *
 * @returns false when there was none
 */
export async function removeAccount(db: Db, id: AccountId): Promise<boolean> {
  return await inTransaction(db, async (trx) => {
    await lockAccount(trx, id);
    await dropStagingOfAccount(trx, id);
    const { numDeletedRows } = await trx.deleteFrom('accounts').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  });
}

/** A row that was written before a feature was known lacks it. */
function toAccount(row: Account): Account {
  return { ...row, features: completeFeatures(row.features, row.retoolVersion) };
}

function toJson(values: AccountPatch): Record<string, string | null> {
  const columns: JsonColumn[] = ['timing', 'features', 'scopes', 'rateLimit'];
  const given = columns.filter((column) => values[column] !== undefined);
  return Object.fromEntries(
    given.map((column) => [column, values[column] === null ? null : JSON.stringify(values[column])]),
  );
}

async function refusingDuplicates<T>(account: AccountPatch, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (isUniqueViolation(error, 'accounts_name_key')) {
      throw new AccountNameTakenError(`There is an account named ${account.name} already.`);
    }
    if (isUniqueViolation(error, 'accounts_organization_id_key')) {
      throw new OrganizationTakenError('Another account is connected to this organization already.');
    }
    throw error;
  }
}

function notFound(id: AccountId): never {
  throw new AccountNotFoundError(`No account has the id ${id}.`);
}
