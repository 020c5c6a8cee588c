import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultRateLimit } from '../../domain/rate.js';
import { createSyncStage, openRun, type SyncStage } from '../setup/sync-stage.js';

let stage: SyncStage;
beforeEach(async () => {
  stage = await createSyncStage([{ name: 'acme' }]);
});
afterEach(() => stage.close());

test.each([
  ['as usual', {}, [5, 2]],
  ['as the account says', { organization: 7, user_invites: 3 }, [7, 3]],
  ['with nothing, where the account says so', { organization: 0 }, [2]],
])('calls are paid %s', async (_how, costs, paid) => {
  const rateLimit = { ...defaultRateLimit, costs };
  const account = await stage.connect(stage.simulator.account('acme'), { rateLimit });
  const { runId, accountId } = await openRun(stage, account);
  await stage.attempt('readInvites', { accountId, runId, part: 1 });
  const { rows } = await stage.database.pool.query<{ points: number }>('select points from rate_spends order by id');
  expect(rows.map(({ points }) => points)).toEqual(paid);
});
