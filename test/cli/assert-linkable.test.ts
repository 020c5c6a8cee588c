import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CliContext } from '../../cli/context.js';
import { assertLinkable } from '../../cli/runs/assert-linkable.js';
import { appendLedger } from '../../store/ledger.js';
import { inventoryUser } from '../setup/inventory-user.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.close());

/** Links somebody to a user, in an account that has user_a, and where a run found user_b as well. */
async function linking(userId: string): Promise<string[]> {
  const { db } = store;
  const account = await addAccount(db);
  const run = await addRun(db);
  await db.insertInto('users').values(inventoryUser(account.id, 'user_a')).execute();
  const candidates = ['user_a', 'user_b'];
  const found = { kind: 'matched', accountId: account.id, match: 'held', userId: null } as const;
  await appendLedger(db, run.id, [{ ...found, why: 'several-users', candidates }]);
  const said: string[] = [];
  const context = {
    database: () => Promise.resolve(store),
    now: () => new Date(),
    zone: 'UTC',
    terminal: { say: (line: string) => said.push(line) },
  } as unknown as CliContext;
  await assertLinkable(context, run, { accountId: account.id, account: account.name, userId });
  return said;
}

it('says who a user is to whom somebody is linked', async () => {
  expect(await linking('user_a')).toEqual([expect.stringContaining('user_a@acme.example')]);
});

it('takes a user whom the run found and the last sync did not have', async () => {
  expect(await linking('user_b')).toEqual(['user_b  the last sync did not have them']);
});

it('refuses an id that no user has: it would hold all later runs', async () => {
  await expect(linking('nobody')).rejects.toThrow('has no user nobody, as of the last sync.');
});
