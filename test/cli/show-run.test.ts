import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountRunState } from '../../domain/run.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { updateRun } from '../../store/runs.js';
import { addRun } from '../setup/lifecycle.js';
import { createSteward, type Steward } from '../setup/steward.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let steward: Steward;
let run: Awaited<ReturnType<typeof addRun>>;
let key: { runId: string; accountId: string };

beforeAll(async () => {
  store = await openTestStore();
  steward = createSteward({ DATABASE_URL: store.url });
});
afterAll(() => store.close());
beforeEach(async () => {
  const account = await addAccount(store.db);
  run = await addRun(store.db, { stage: 'acting' });
  key = { runId: run.id, accountId: account.id };
  await openRunAccounts(store.db, run.id, [account]);
});

const note = (state: AccountRunState, detail: string, remedy?: string) =>
  noteAccountState(store.db, key, { state, detail, ...(remedy !== undefined && { remedy }) });
const show = async () => (await steward(['run', run.workflowId])).stdout;
const showJson = async () =>
  JSON.parse((await steward(['run', run.workflowId, '--json'])).stdout) as { accounts: Record<string, unknown>[] };

describe('what helps', () => {
  const remedy = 'Create a token in Retool (Settings, Retool API), then: steward account rotate-token acme';

  it.each(['waiting', 'held'] as const)('stands with the account that is %s', async (state) => {
    await note(state, 'the token is not accepted', remedy);
    expect(await show()).toMatch(/the token is not accepted .*\n {5}you can: Create a token in Retool .*acme\n/);
    expect((await showJson()).accounts[0]).toMatchObject({ state, remedy });
  });

  it('is nothing any more once the account goes on', async () => {
    await note('waiting', 'the token is not accepted', remedy);
    await note('working', '');
    expect(await show()).not.toContain('you can');
    expect((await showJson()).accounts[0]?.['remedy']).toBeNull();
  });

  it('is not to look at the run that is looked at', async () => {
    await note('held', 'not as promised', 'Look at Retool, then retry the account');
    expect(await show()).not.toContain('See which account');
    await updateRun(store.db, run.id, { attention: 'approval-wanted' });
    expect(await show()).toContain(`you can: Look at the plan`);
  });
});
