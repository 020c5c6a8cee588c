import { randomBytes } from 'node:crypto';
import { defaultSyncTiming } from '../../domain/account.js';
import { featuresOf } from '../../domain/retool-version.js';
import { type Account, insertAccount, type NewAccount } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { type OpenDatabase, openDatabase } from '../../store/pool.js';
import { createTestDatabase } from './database.js';

export interface TestStore extends OpenDatabase {
  url: string;
}

/** A migrated database with nothing in it. `close` takes it away. */
export async function openTestStore(): Promise<TestStore> {
  const test = await createTestDatabase();
  const database = openDatabase({ url: test.url, applicationName: 'test', maxConnections: 10 });
  return {
    ...database,
    url: test.url,
    async close() {
      await database.close();
      await test.drop();
    },
  };
}

/** What is known of an account when it is added; name and organization are its own. */
export function newAccount(changes: Partial<NewAccount> = {}): NewAccount {
  const unique = randomBytes(4).toString('hex');
  return {
    name: `account-${unique}`,
    baseUrl: 'https://retool.acme.example/api/v2',
    organizationId: `org_${unique}`,
    access: 'read',
    timing: defaultSyncTiming,
    features: featuresOf([4, 70, 0]),
    scopes: {},
    probedAt: new Date('2026-11-24T12:00:00Z'),
    ...changes,
  };
}

export async function addAccount(db: Db, changes: Partial<NewAccount> = {}): Promise<Account> {
  return await insertAccount(db, newAccount(changes));
}
