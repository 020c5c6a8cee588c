import { createHash, randomBytes } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { OperatorRole } from '../domain/run.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';

/** Somebody who decides, and what they may do. Known by a key, of which only the hash is kept. */
export type Operator = Omit<Selectable<Database['operators']>, 'keyHash'>;

export interface NewOperator {
  name: string;
  role: OperatorRole;
  expiresAt: Date;
}

/** An operator of that name has a key that is in force. */
export class OperatorNameTakenError extends Error {
  override name = 'OperatorNameTakenError';
}

/** A key that was good once. The message says what to do; it holds nothing of the key. */
export class OperatorKeyError extends Error {
  override name = 'OperatorKeyError';
  readonly reason: 'expired' | 'revoked';

  constructor(reason: 'expired' | 'revoked', { name, role }: Operator) {
    super(
      `The key of operator ${name} ${reason === 'expired' ? 'has expired' : 'was revoked'}. ` +
        `An admin can make a new one: steward operator add ${name} --role ${role}`,
    );
    this.reason = reason;
  }
}

/** Without this operator nobody could add or revoke operators any more. */
export class LastAdminError extends Error {
  override name = 'LastAdminError';
}

/** Distinguishes a key from other secrets, for people and for scanners of secrets. */
const keyPrefix = 'steward_';

const inForce = sql<boolean>`operators.revoked_at is null and operators.expires_at > clock_timestamp()`;

const columns = ['id', 'name', 'role', 'createdAt', 'expiresAt', 'revokedAt'] as const;

/**
 * Gives a key to an operator: a new one, or one whose former key is expired or revoked.
 *
 * @param options.replace also one whose key is in force: from then on it is not
 * @returns the key, which cannot be had again
 * @throws OperatorNameTakenError
 */
export async function addOperator(
  db: Db,
  { name, role, expiresAt }: NewOperator,
  { replace = false } = {},
): Promise<{ operator: Operator; key: string }> {
  const key = keyPrefix + randomBytes(32).toString('base64url');
  const given = { role, keyHash: hashKey(key), expiresAt, revokedAt: null };
  const isReplaced = replace ? sql<boolean>`true` : sql<boolean>`not (${inForce})`;
  const operator = await db
    .insertInto('operators')
    .values({ name, ...given })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet({ ...given, createdAt: sql<Date>`clock_timestamp()` })
        .where(isReplaced),
    )
    .returning(columns)
    .executeTakeFirst();
  if (!operator) throw new OperatorNameTakenError(`Operator ${name} has a key that is in force.`);
  return { operator, key };
}

/**
 * Adds an admin while nobody could: as long as no admin's key is in force. Of several at once one succeeds.
 *
 * @returns undefined when an admin's key is in force
 */
export async function addFirstAdmin(
  db: Db,
  { name, expiresAt }: Omit<NewOperator, 'role'>,
): Promise<{ operator: Operator; key: string } | undefined> {
  return await inTransaction(db, async (trx) => {
    await lockAdmins(trx);
    if ((await admins(trx)).length > 0) return undefined;
    return await addOperator(trx, { name, role: 'admin', expiresAt });
  });
}

/** Whose key it is; undefined when it is nobody's. @throws OperatorKeyError when it is expired or revoked */
export async function findOperatorByKey(db: Db, key: string): Promise<Operator | undefined> {
  const row = await db
    .selectFrom('operators')
    .select([...columns, sql<boolean>`expires_at <= clock_timestamp()`.as('isExpired')])
    .where('keyHash', '=', hashKey(key))
    .executeTakeFirst();
  if (!row) return undefined;
  const { isExpired, ...operator } = row;
  if (operator.revokedAt) throw new OperatorKeyError('revoked', operator);
  if (isExpired) throw new OperatorKeyError('expired', operator);
  return operator;
}

/** Whether the key of an admin is in force. */
export async function hasAdmin(db: Db): Promise<boolean> {
  return (await admins(db)).length > 0;
}

/** All operators by name, also those whose key is not in force. */
export async function listOperators(db: Db): Promise<Operator[]> {
  return await db.selectFrom('operators').select(columns).orderBy('name').execute();
}

/**
 * Takes the key of an operator out of force, at once.
 *
 * @returns undefined when there is no operator of that name
 * @throws LastAdminError
 */
export async function revokeOperator(db: Db, name: string): Promise<Operator | undefined> {
  return await inTransaction(db, async (trx) => {
    await lockAdmins(trx);
    const [first, ...others] = await admins(trx);
    if (first === name && others.length === 0) {
      throw new LastAdminError(`${name} is the last admin whose key is in force.`);
    }
    return await trx
      .updateTable('operators')
      .set(({ fn }) => ({ revokedAt: fn.coalesce('revokedAt', fn<Date>('clock_timestamp')) }))
      .where('name', '=', name)
      .returning(columns)
      .executeTakeFirst();
  });
}

async function admins(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('operators').select('name').where('role', '=', 'admin').where(inForce).execute();
  return rows.map(({ name }) => name);
}

async function lockAdmins(db: Db): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('operators', 0))`.execute(db);
}

function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
