import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLedger } from '../../../store/ledger.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

let stage: LifecycleStage;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
});
afterAll(() => stage.close());

test('a step whose outcome was recorded just before the worker died is not called again', async () => {
  const account = await stage.connect('acme');
  const { leaver } = account.simulated.special;
  const run = await stage.ask(leaver);
  const prepared = await stage.prepare(run, account);
  const fence = 'fence' in prepared ? prepared.fence : 0;
  const first = await stage.perform(run, account, 'logoutUser', fence);
  const again = await stage.perform(run, account, 'logoutUser', fence);
  expect([first.outcome, again.outcome]).toEqual(['done', 'done']);
  const template = '/users/:userId/logout';
  expect(stage.simulator.journal.entries({ template })).toHaveLength(1);
  const kinds = (await readLedger(stage.store.db, run.id)).map(({ entry }) => entry.kind);
  expect(kinds.filter((kind) => kind.startsWith('step-'))).toEqual(['step-intended', 'step-ended']);
});
