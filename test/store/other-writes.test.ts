import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { findOtherWrites } from '../../store/other-writes.js';
import { openRunAccounts, patchRunAccount } from '../../store/run-accounts.js';
import { addStepRows, begun, ended, type StepRow } from '../setup/ledger-rows.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
  account = await addAccount(store.db);
});
afterAll(() => store.close());

/** Another run about the person, with these rows in its ledger. */
async function writes(rows: StepRow[], userId: string | null = null) {
  const { db } = store;
  const person = await addPerson(db);
  const { id: runId } = await addRun(db, { personId: person.id, episode: 1 });
  await openRunAccounts(db, runId, [account]);
  await patchRunAccount(db, { runId, accountId: account.id }, { userId });
  await addStepRows(db, { runId, accountId: account.id }, rows);
  return { runId, personId: person.id };
}

const asking = async (
  written: { personId?: string | null; userId?: string | null; runId?: string },
  secondsAgo?: number,
) => {
  const { id: runId } = await addRun(store.db);
  const since = secondsAgo === undefined ? undefined : new Date(Date.now() - secondsAgo * 1000);
  const who = { accountId: account.id, runId, personId: null, userId: null, ...written };
  return await findOtherWrites(store.db, who, since);
};

const another = 'addToGroup/7/user_a';

it.each<[string, StepRow[], boolean]>([
  ['that was begun', [begun(90)], true],
  ['that was begun longer ago than it may last', [begun(121)], false],
  ['that has ended', [begun(9), ended(8)], false],
  ['that has failed', [begun(9), ended(8, 'failed')], false],
  ['whose end is unknown', [begun(90), ended(80, 'unknown')], true],
  ['whose end is unknown for longer than it may last', [begun(121), ended(110, 'unknown')], false],
  ['whose end was unknown until it was read back', [begun(9), ended(8, 'unknown'), ended(7)], false],
  ['that was begun again', [begun(9), ended(8), begun(7)], true],
  ['that has ended at the second attempt, and the first may arrive yet', [begun(9), begun(8), ended(7)], true],
  ['that has ended at both attempts', [begun(9), ended(8, 'failed'), begun(7), ended(6)], false],
  ['beside one that has ended', [begun(9), begun(8, another), ended(7, 'done', another)], true],
])('a step of another run %s: is it still under way?', async (_what, rows, isUnderWay) => {
  const { personId } = await writes(rows);
  expect(await asking({ personId })).toMatchObject({ areOpen: isUnderWay });
});

it.each<[string, StepRow[], boolean]>([
  ['that ended before that moment', [begun(90), ended(61)], false],
  ['that ended after it', [begun(90), ended(59)], true],
  ['that was begun and has ended after it', [begun(50), ended(40)], true],
  ['that was begun before it and may last', [begun(179)], true],
  ['whose end is unknown', [begun(90), ended(80, 'unknown')], true],
  ['that was over by then, whatever its record says', [begun(181)], false],
])('a step of another run %s: may it have arrived within the last minute?', async (_what, rows, mayHaveArrived) => {
  const { personId } = await writes(rows);
  expect(await asking({ personId }, 60)).toMatchObject({ mayHaveArrived });
});

it('it is about the user, too, whoever the other run takes them for; one of its own is none', async () => {
  const { runId, personId } = await writes([begun(1)], 'user_shared');
  expect(await asking({ userId: 'user_shared' })).toMatchObject({ areOpen: true });
  expect(await asking({ userId: 'user_other' })).toMatchObject({ areOpen: false });
  expect(await asking({ runId, personId, userId: 'user_shared' })).toMatchObject({ areOpen: false });
});
