import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { areOthersWriting } from '../../store/other-writes.js';
import { openRunAccounts, patchRunAccount } from '../../store/run-accounts.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
  account = await addAccount(store.db);
});
afterAll(() => store.close());

interface Row {
  kind: 'step-intended' | 'step-ended';
  secondsAgo: number;
  stepId?: string;
}

/** Another run about the person, with these rows in its ledger. */
async function writes(rows: Row[], userId: string | null = null) {
  const { db } = store;
  const person = await addPerson(db);
  const { id: runId } = await addRun(db, { personId: person.id, episode: 1 });
  await openRunAccounts(db, runId, [account]);
  await patchRunAccount(db, { runId, accountId: account.id }, { userId });
  const hash = { prevHash: '', hash: '' };
  for (const [index, { kind, secondsAgo, stepId = 'enableUser/user_a' }] of rows.entries()) {
    const at = new Date(Date.now() - secondsAgo * 1000);
    await db
      .insertInto('ledger')
      .values({ runId, seq: index + 1, at, kind, accountId: account.id, stepId, body: '{}', ...hash })
      .execute();
  }
  return { runId, personId: person.id };
}

const asking = async (written: { personId?: string | null; userId?: string | null; runId?: string }) => {
  const { id: runId } = await addRun(store.db);
  return await areOthersWriting(store.db, { accountId: account.id, runId, personId: null, userId: null, ...written });
};

it.each<[string, Row[], boolean]>([
  ['that was begun', [{ kind: 'step-intended', secondsAgo: 90 }], true],
  ['that was begun longer ago than it may last', [{ kind: 'step-intended', secondsAgo: 121 }], false],
  [
    'that has ended',
    [
      { kind: 'step-intended', secondsAgo: 9 },
      { kind: 'step-ended', secondsAgo: 8 },
    ],
    false,
  ],
  [
    'that was begun again',
    [
      { kind: 'step-intended', secondsAgo: 9 },
      { kind: 'step-ended', secondsAgo: 8 },
      { kind: 'step-intended', secondsAgo: 7 },
    ],
    true,
  ],
  [
    'beside one that has ended',
    [
      { kind: 'step-intended', secondsAgo: 9 },
      { kind: 'step-intended', secondsAgo: 8, stepId: 'addToGroup/7/user_a' },
      { kind: 'step-ended', secondsAgo: 7, stepId: 'addToGroup/7/user_a' },
    ],
    true,
  ],
])('a step of another run %s: is it still under way?', async (_what, rows, isUnderWay) => {
  const { personId } = await writes(rows);
  expect(await asking({ personId })).toBe(isUnderWay);
});

it('it is about the user, too, whoever the other run takes them for; one of its own is none', async () => {
  const { runId, personId } = await writes([{ kind: 'step-intended', secondsAgo: 1 }], 'user_shared');
  expect(await asking({ userId: 'user_shared' })).toBe(true);
  expect(await asking({ userId: 'user_other' })).toBe(false);
  expect(await asking({ runId, personId, userId: 'user_shared' })).toBe(false);
});
