import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountPhase, RunFacts } from '../../activities/lifecycle/lifecycle-steps.js';
import { decided } from '../../scripts/histories/person-case.js';
import { factsOf, planOf, readBack, steps, usualPersonSteps } from '../../scripts/histories/person-steps.js';
import {
  cancelUpdate,
  decideUpdate,
  factsChangedSignal,
  retryAccountUpdate,
  tryNowUpdate,
} from '../../workflows/messages.js';
import type { PersonTicket } from '../../workflows/person-ticket.js';
import { createPersonRuns, heldPlan, type PersonRuns, type PersonScript } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const hour = 3_600_000;
const accounts = ['acme', 'globex'];

/** A run whose first part is held in globex, and whose phases are noted, account by account. */
function scriptOf(script: PersonScript, first: Partial<RunFacts> = {}) {
  const phases: string[] = [];
  let facts = factsOf(first);
  const change = (changed: Partial<RunFacts>): void => {
    facts = { ...facts, factsVersion: facts.factsVersion + 1, ...changed };
  };
  const prepareAccountPlan = async ({ phase = 'act', ...key }: AccountPhase) => {
    const name = key.accountId.split('/')[1];
    phases.push(`${name} ${phase}`);
    if (name === 'globex' && phase === 'act') return heldPlan;
    return await usualPersonSteps.prepareAccountPlan({ ...key, purpose: 'act' });
  };
  const changed: PersonScript = {
    ...{ accounts, prepareAccountPlan, readRunFacts: async () => facts },
    ...script,
    opened: { facts, ...script.opened },
  };
  return { script: changed, phases, change };
}

const stateOf = ({ accounts }: PersonTicket, name: string) =>
  accounts.find(({ accountName }) => accountName === name)?.state;
const isActedInOne = (ticket: PersonTicket) =>
  stateOf(ticket, 'acme') === 'verified' && stateOf(ticket, 'globex') === 'held';

const suspension: PersonScript = {
  workflow: 'suspendPerson',
  opened: { kind: 'suspend', followUp: { phase: 'lift', afterMs: null } },
};
const move: PersonScript = {
  workflow: 'movePerson',
  opened: { kind: 'move', followUp: { phase: 'retire', afterMs: 48 * hour } },
};

describe('where one account is held', () => {
  test('a suspension that is lifted is lifted in all accounts, and no more is done under it', async () => {
    const { script, phases, change } = scriptOf(suspension);
    const run = await runs.start(script);
    await run.says(isActedInOne);
    change({ isLifted: true });
    await run.patient.signal(factsChangedSignal);

    await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases.sort()).toEqual(['acme act', 'acme lift', 'globex act', 'globex lift']);
  });

  test('a suspension is lifted by an operator as well', async () => {
    const { script, phases } = scriptOf(suspension);
    const run = await runs.start(script);
    await run.says(isActedInOne);
    await run.patient.executeUpdate(tryNowUpdate, { args: [decided()] });

    await run.patient.result();
    expect(phases.sort()).toEqual(['acme act', 'acme lift', 'globex act', 'globex lift']);
  });

  test('the overlap of a move passes all the same, and what only the old place gave goes', async () => {
    const { script, phases } = scriptOf(move);
    const run = await runs.start(script);
    await run.says((ticket) => isActedInOne(ticket) && ticket.followUpAt !== null);
    expect(phases.sort()).toEqual(['acme act', 'globex act']);

    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases.sort()).toEqual(['acme act', 'acme retire', 'globex act', 'globex retire']);
  });

  test('the next change of a mover is acted on in the others', async () => {
    const { script, phases, change } = scriptOf(move);
    const run = await runs.start(script);
    await run.says(isActedInOne);
    change({});
    await run.patient.signal(factsChangedSignal);
    await run.says((ticket) => ticket.actedVersion === 1 && isActedInOne(ticket));
    expect(phases.sort()).toEqual(['acme act', 'acme act', 'globex act', 'globex act']);
    await run.cancel();
  });

  test('access for a time ends at its time', async () => {
    const endsAt = new Date((await runs.environment.now()) + hour).toISOString();
    const access: PersonScript = {
      workflow: 'changeAccess',
      opened: { kind: 'access', followUp: { phase: 'retire', afterMs: null } },
    };
    const { script, phases } = scriptOf(access, { endsAt });
    const run = await runs.start(script);
    await run.says(isActedInOne);

    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases.sort()).toEqual(['acme act', 'acme retire', 'globex act', 'globex retire']);
  });
});

test('a suspension that is lifted amid its steps disables nobody any more', async () => {
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const { script, change } = scriptOf({
    ...suspension,
    accounts: ['acme'],
    prepareAccountPlan: async ({ phase = 'act' }) =>
      phase === 'act'
        ? planOf([steps.leaveGroup, steps.disable], { beforeDisabling: 1 })
        : { kind: 'nothing-to-do', fence: 1, detail: 'everything is as wanted', weight: '', mayReadLater: false },
    ensureRetoolGroupMemberRemoved: async () => {
      await gate;
      return { outcome: 'done', problem: null };
    },
  });
  const run = await runs.start(script);
  await until(() => run.calls.includes('acme ensureRetoolGroupMemberRemoved'));
  change({ isLifted: true });
  await run.patient.signal(factsChangedSignal);
  await run.says(({ isLifted }) => isLifted);
  go();

  await run.patient.result();
  expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
});

test('what nobody has approved is not done because the overlap has passed', async () => {
  const unlike = planOf([steps.create], { weight: 'createUser' });
  const done: string[] = [];
  const { script } = scriptOf({
    ...move,
    opened: { ...move.opened, needsApproval: true },
    // In globex nothing could be seen when it was approved.
    prepareAccountPlan: async ({ accountId, purpose, phase = 'act' }) => {
      if (accountId.endsWith('acme'))
        return planOf([phase === 'act' ? steps.joinGroup : steps.leaveGroup], { weight: '' });
      return purpose === 'preview' ? heldPlan : unlike;
    },
    ensureRetoolUserCreated: async ({ accountId }) => {
      done.push(accountId);
      return { outcome: 'done', problem: null };
    },
  });
  const run = await runs.start(script);
  await run.says(({ stage }) => stage === 'waiting-for-approval');
  await run.patient.executeUpdate(decideUpdate, { args: [decided()] });
  await run.says(isActedInOne);
  await runs.environment.sleep('49 hours');
  await run.says((ticket) => ticket.phase === 'retire' && isActedInOne(ticket));
  expect(done).toEqual([]);
  expect((await run.ticket()).accounts[1]).toMatchObject({ askedWeight: 'createUser', isBehind: true });

  await run.patient.executeUpdate(decideUpdate, { args: [decided()] });
  await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'verified' });
  expect(done).toHaveLength(1);
});

test('approved access ends without another decision where it was not seen to begin', async () => {
  const endsAt = new Date((await runs.environment.now()) + hour).toISOString();
  const { script } = scriptOf(
    {
      workflow: 'changeAccess',
      accounts: ['acme'],
      opened: { kind: 'access', needsApproval: true, followUp: { phase: 'retire', afterMs: null } },
      prepareAccountPlan: async ({ phase = 'act' }) =>
        phase === 'act'
          ? planOf([steps.joinGroup], { weight: '' })
          : planOf([steps.leaveGroup], { weight: 'from user_a' }),
      verifyAccount: async ({ phase = 'act' }) => readBack(phase === 'act' ? [steps.joinGroup] : []),
    },
    { endsAt },
  );
  const run = await runs.start(script);
  await run.says(({ stage }) => stage === 'waiting-for-approval');
  await run.patient.executeUpdate(decideUpdate, { args: [decided()] });

  await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'verified' });
  expect(run.calls).toContain('acme ensureRetoolGroupMemberRemoved');
});

test('a run that is cancelled while its next part is about to begin tells in each account how far it came', async () => {
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const { script, change } = scriptOf({
    ...suspension,
    ensureRetoolUserDisabled: async () => {
      await gate;
      return { outcome: 'done', problem: null };
    },
  });
  const run = await runs.start(script);
  await until(() => run.calls.includes('acme ensureRetoolUserDisabled'));
  await run.says((ticket) => stateOf(ticket, 'globex') === 'held');
  change({ isLifted: true });
  await run.patient.signal(factsChangedSignal);
  await run.says(({ isLifted }) => isLifted);
  await run.patient.executeUpdate(cancelUpdate, { args: [decided()] });
  go();

  const { accounts: ended } = await run.patient.result();
  expect(ended).toMatchObject([{ state: 'verified' }, { state: 'given-up' }]);
});

test('each part begins with a row of its own in the ledger', async () => {
  const stages: unknown[] = [];
  const { script, change } = scriptOf({
    ...suspension,
    recordStage: async ({ stage, detail }) => void stages.push([stage, ...(detail === undefined ? [] : [detail])]),
  });
  const run = await runs.start(script);
  await run.says(isActedInOne);
  change({ isLifted: true });
  await run.patient.signal(factsChangedSignal);
  await run.patient.result();
  expect(stages).toEqual([['acting'], ['acting', 'the second part begins'], ['verified'], ['done']]);
});

test('a disabling that rests on what could not be read is judged anew, and nobody has to decide', async () => {
  const stopped = { guard: 'last-admin', decision: 'hold', reason: 'unread', remedy: 'wait', steps: 1 } as const;
  let judged = 0;
  const run = await runs.start({
    prepareAccountPlan: async (input) =>
      ++judged <= 3
        ? planOf([], { stopped: [{ ...stopped, mayPass: true }] })
        : await usualPersonSteps.prepareAccountPlan(input),
  });
  await run.says(({ accounts: [one] }) => one?.state === 'waiting' && one.detail === 'unread');
  await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'verified' });
  expect(judged).toBe(4);
});

test('a run whose history is long stops between steps, so that no account waits for the steps of another', async () => {
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const run = await runs.start({
    accounts,
    prepareAccountPlan: async (input) => {
      if (input.accountId.endsWith('globex')) return heldPlan;
      return planOf([steps.disable, steps.logout, steps.leaveGroup]);
    },
    ensureRetoolUserDisabled: async () => {
      await gate;
      return { outcome: 'done', problem: null };
    },
    verifyAccount: async () => readBack(run.calls.includes('acme ensureRetoolSessionsEnded') ? [] : [steps.logout]),
  });
  await until(() => run.calls.includes('acme ensureRetoolUserDisabled'));
  await run.says((ticket) => stateOf(ticket, 'globex') === 'held');
  const { runId: first } = await run.patient.describe();
  for (let times = 0; times < 3; times++) {
    const retry = { account: 'globex', ...decided('x'.repeat(1_500_000)) };
    await run.patient.executeUpdate(retryAccountUpdate, { args: [retry] });
  }
  go();
  await until(async () => (await run.patient.describe()).runId !== first);
  await run.says(isActedInOne);
  const acme = run.calls.filter((call) => call.startsWith('acme ')).map((call) => call.slice('acme '.length));
  expect(acme.indexOf('ensureRetoolSessionsEnded')).toBeGreaterThan(acme.lastIndexOf('prepareAccountPlan'));
  expect(acme.filter((call) => call === 'prepareAccountPlan')).toHaveLength(2);
  await run.cancel();
});

test('a run that is held for long continues as new, and knows what it knew', async () => {
  let isMended = false;
  const run = await runs.start({
    accounts,
    prepareAccountPlan: async (input) =>
      input.accountId.endsWith('globex') && !isMended ? heldPlan : await usualPersonSteps.prepareAccountPlan(input),
  });
  await run.says(isActedInOne);
  const { runId: first } = await run.patient.describe();
  const retry = (reason?: string) =>
    run.patient.executeUpdate(retryAccountUpdate, { args: [{ account: 'globex', ...decided(reason) }] });
  // Large reasons instead of thousands of events.
  for (let times = 0; times < 3; times++) await retry('x'.repeat(1_500_000));
  await until(async () => (await run.patient.describe()).runId !== first);
  await run.says(isActedInOne);
  expect(run.calls.filter((call) => call === 'openRun')).toHaveLength(1);
  expect(run.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(1);
  isMended = true;
  await retry();

  const current = runs.environment.client.workflow.getHandle(run.handle.workflowId);
  expect(await current.result()).toMatchObject({ outcome: 'verified' });
});
