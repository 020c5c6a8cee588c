import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AccountId } from '../domain/account.js';
import type { Db } from './database.js';

const pauseMs = 50;

/**
 * Works while nobody else takes the power of an administrator of this account away. Whoever waits for that holds no
 * connection meanwhile: the one who works needs some.
 */
export async function withAdminsLocked<T>(
  db: Db,
  accountId: AccountId,
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    const done = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ isLocked: boolean }>`
        select pg_try_advisory_xact_lock(hashtextextended(${`admins/${accountId}`}, 0)) as "isLocked"`.execute(trx);
      return rows[0]?.isLocked ? { value: await work() } : undefined;
    });
    if (done) return done.value;
    await pause(pauseMs, undefined, { signal });
  }
}
