import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Account } from '../../store/accounts.js';
import { findLastWrite } from '../../store/last-write.js';
import { addStepRows, begun, ended, type StepRow } from '../setup/ledger-rows.js';
import { addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let account: Account;
beforeAll(async () => {
  store = await openTestStore();
  account = await addAccount(store.db);
});
afterAll(() => store.close());

const another = 'addToGroup/7/user_a';

it.each<[string, StepRow[], { isOpen: boolean; secondsAgo: number | null }]>([
  ['nothing', [], { isOpen: false, secondsAgo: null }],
  ['a step that has ended', [begun(9), ended(8)], { isOpen: false, secondsAgo: 8 }],
  ['a step that was begun', [begun(9)], { isOpen: true, secondsAgo: -111 }],
  ['a step whose end is unknown', [begun(9), ended(8, 'unknown')], { isOpen: true, secondsAgo: -111 }],
  ['a step that was read back', [begun(9), ended(8, 'unknown'), ended(7)], { isOpen: false, secondsAgo: 7 }],
  ['a step whose end stays unknown', [begun(150), ended(140, 'unknown')], { isOpen: false, secondsAgo: 30 }],
  [
    'an open step beside a later one',
    [begun(9), begun(8, another), ended(7, 'done', another)],
    { isOpen: true, secondsAgo: -111 },
  ],
])('the last write of a run that wrote %s', async (_what, rows, { isOpen, secondsAgo }) => {
  const { id: runId } = await addRun(store.db);
  await addStepRows(store.db, { runId, accountId: account.id }, rows);
  const last = await findLastWrite(store.db, { runId, accountId: account.id });
  expect(last.isOpen).toBe(isOpen);
  const found = last.at === null ? null : Math.round((Date.now() - last.at.getTime()) / 1000);
  if (secondsAgo === null) expect(found).toBeNull();
  else expect(Math.abs((found ?? Infinity) - secondsAgo)).toBeLessThan(5);
});
