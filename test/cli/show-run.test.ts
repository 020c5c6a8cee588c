import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerEntry, StepOutcome } from '../../domain/ledger.js';
import type { PresentState } from '../../domain/plan/present-state.js';
import type { Step } from '../../domain/plan/step.js';
import type { AccountRunState } from '../../domain/run.js';
import { appendLedger } from '../../store/ledger.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { putPlan } from '../../store/run-plans.js';
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

describe('each step', () => {
  const [disable, leave, other]: Step[] = [
    { id: 'disableUser/u', kind: 'disableUser', userId: 'u', wasAdmin: false, reason: 'left' },
    ...[7, 8].map((groupId) => ({
      ...{ id: `removeFromGroup/${groupId}`, kind: 'removeFromGroup' as const, userId: 'u', groupId },
      ...{ groupName: `Group ${groupId}`, wasGroupAdmin: false, reason: 'left' },
    })),
  ] as [Step, Step, Step];
  const plan = async (...steps: Step[]) => {
    const made = { steps, handOver: [], notChecked: [] };
    const present = {} as PresentState;
    await putPlan(store.db, key, { present, plan: made, verdicts: [], weight: '' });
    const { accountId } = key;
    const entry: LedgerEntry = { kind: 'planned', accountId, purpose: 'act', before: present, verdicts: [], ...made };
    await appendLedger(store.db, key.runId, [entry]);
  };
  const perform = async (step: Step, outcome: StepOutcome) => {
    const of = { accountId: key.accountId, stepId: step.id };
    await appendLedger(store.db, key.runId, [
      { kind: 'step-intended', ...of, step, fence: 1 },
      { kind: 'step-ended', ...of, outcome, calls: [], problem: null },
    ]);
  };
  const outcomes = async () => (await showJson()).accounts[0]?.['steps'] as { outcome: string }[];

  it('says whether it is done, failed or open', async () => {
    await plan(disable, leave, other);
    await perform(disable, 'done');
    await perform(leave, 'failed');
    expect((await show()).match(/^ {5}[✔✖·]/gm)).toEqual(['     ✔', '     ✖', '     ·']);
    expect((await outcomes()).map(({ outcome }) => outcome)).toEqual(['done', 'failed', 'open']);
  });

  it('of an earlier plan stays; what has come back is open again', async () => {
    await plan(disable, leave);
    await perform(disable, 'done');
    await perform(leave, 'already-so');
    await plan(leave);
    expect(await outcomes()).toMatchObject([
      { id: disable.id, outcome: 'done' },
      { id: leave.id, outcome: 'open' },
    ]);
  });
});
