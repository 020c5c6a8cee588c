import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PreparedPlan, SecondLook } from '../../activities/lifecycle/lifecycle-steps.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { decided } from '../../scripts/histories/person-case.js';
import { usualPersonSteps } from '../../scripts/histories/person-steps.js';
import { accountChangedSignal, cancelUpdate, skipAccountUpdate, tryNowUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const dayMs = 86_400_000;
const clean: SecondLook = { cameBack: [], detail: 'disabled, 0 groups' };
const back: SecondLook = { cameBack: ['the user is enabled again'], detail: 'enabled, 0 groups' };

/** A run that looks again after a day, and finds this, one after the other. */
async function startLooking(repair: boolean, ...found: (SecondLook | Error)[]) {
  return await runs.start({
    opened: { secondLook: { afterMs: dayMs, repair } },
    lookAgain: async () => {
      const next = found.shift() ?? clean;
      if (next instanceof Error) throw next;
      return next;
    },
  });
}

test('comes after its time, and says that all is as it was', async () => {
  const run = await startLooking(false);
  await run.says(({ stage }) => stage === 'verified');
  const { secondLookAt } = await run.ticket();
  expect((secondLookAt ?? 0) - (await runs.environment.now())).toBeGreaterThan(dayMs - 60_000);
  expect(run.calls).not.toContain('acme lookAgain');
  expect(await run.handle.result()).toMatchObject({
    outcome: 'verified',
    accounts: [{ detail: 'disabled, 0 groups; the same at the second look' }],
  });
});

test('comes at once when somebody says so, and not at all when they cancel', async () => {
  const run = await startLooking(false);
  await run.says(({ stage, secondLookAt }) => stage === 'verified' && secondLookAt !== null);
  await run.patient.executeUpdate(tryNowUpdate, { args: [decided()] });
  await run.says(({ stage }) => stage === 'done');
  const other = await startLooking(false);
  await other.says(({ stage, secondLookAt }) => stage === 'verified' && secondLookAt !== null);
  await other.patient.executeUpdate(cancelUpdate, { args: [decided()] });
  expect(await other.handle.result()).toMatchObject({ outcome: 'verified' });
  expect(other.calls).not.toContain('acme lookAgain');
});

test('reports what came back, and changes nothing where the policy does not say so', async () => {
  const run = await startLooking(false, back);
  expect(await run.handle.result()).toMatchObject({ outcome: 'access-came-back' });
  expect(run.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(1);
  const { typedSearchAttributes } = await run.patient.describe();
  expect(typedSearchAttributes.get(searchAttributes.attention)).toBe('access-came-back');
});

test('removes what came back once where the policy says so, and tells people of what comes back again', async () => {
  const run = await startLooking(true, back);
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  const again = await startLooking(true, back, back);
  expect(await again.handle.result()).toMatchObject({ outcome: 'access-came-back' });
  expect(again.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(2);
});

test('never removes what somebody has by a newer employment: it is told, and nobody has to look', async () => {
  const run = await startLooking(true, { ...back, voidBy: 'the person has a newer employment' });
  expect(await run.handle.result()).toMatchObject({
    outcome: 'verified',
    accounts: [
      {
        state: 'verified',
        detail:
          'enabled, 0 groups; at the second look: the user is enabled again, and left so: the person has a newer employment',
      },
    ],
  });
  expect(run.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(1);
});

/** The token is dead when it is time for the second look. */
function deadAtSecondLook(isMended: () => boolean): PersonScript {
  return {
    opened: { secondLook: { afterMs: 0, repair: true } },
    lookAgain: async (input) => {
      if (isMended()) return await usualPersonSteps.lookAgain(input);
      throw ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
    },
    awaitUsableAccount: () =>
      Promise.reject(ApplicationFailure.create({ type: 'RetoolUnauthorizedError', nextRetryDelay: '15 minutes' })),
  };
}

test('waits for an account that cannot be used, and is taken when it is mended', async () => {
  let isMended = false;
  const run = await runs.start(deadAtSecondLook(() => isMended));
  await run.says(({ accounts }) => accounts[0]?.state === 'waiting');
  isMended = true;
  await run.patient.signal(accountChangedSignal, { accountId: `${run.runId}/acme` });
  const detail = 'disabled, 0 groups, 0 invites; the same at the second look';
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified', detail }] });
});

test('is left out where somebody says so, which the run tells; what was verified stays', async () => {
  const run = await runs.start(deadAtSecondLook(() => false));
  await run.says(({ accounts }) => accounts[0]?.state === 'waiting');
  const update = { account: 'acme', ...decided() };
  await run.patient.executeUpdate(skipAccountUpdate, { args: [update] });
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified' }] });
  const [account] = (await run.ticket()).accounts;
  expect(account?.notChecked).toEqual(['second look: left out by alma: agreed']);
});

test('asks for what cannot be read after longer and longer pauses, and tells in the end that it was not checked', async () => {
  const looks: number[] = [];
  const run = await runs.start({
    opened: { secondLook: { afterMs: dayMs, repair: false } },
    lookAgain: async ({ mayMiss }) => {
      looks.push(activityInfo().scheduledTimestampMs);
      if (mayMiss) return { ...clean, detail: 'disabled; not checked: direct grants' };
      throw ApplicationFailure.nonRetryable('not checked: direct grants', 'RetoolNotUnderstoodError');
    },
  });
  const detail = 'disabled; not checked: direct grants; the same at the second look';
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified', detail }] });
  const minutes = looks.slice(1).map((at, index) => Math.round((at - (looks[index] ?? 0)) / 60_000));
  expect(minutes).toEqual([1, 2, 4, 8, 16, 30]);
});

test('looks where there was nothing to do as well, and removes what is there by then', async () => {
  const nothing: PreparedPlan = { kind: 'nothing-to-do', fence: 1, detail: 'no user', mayReadLater: false, weight: '' };
  const script = (...found: SecondLook[]): PersonScript => {
    let plans = 0;
    return {
      opened: { secondLook: { afterMs: dayMs, repair: true } },
      prepareAccountPlan: async (input) => {
        plans += 1;
        return plans === 1 ? nothing : await usualPersonSteps.prepareAccountPlan(input);
      },
      lookAgain: async () => found.shift() ?? clean,
    };
  };
  const run = await runs.start(script(clean));
  expect(await run.handle.result()).toMatchObject({
    accounts: [{ state: 'nothing-to-do', detail: 'disabled, 0 groups; the same at the second look' }],
  });
  const changed = await runs.start(script(back));
  expect(await changed.handle.result()).toMatchObject({ outcome: 'verified', accounts: [{ state: 'verified' }] });
  expect(changed.calls).toContain('acme ensureRetoolUserDisabled');
});
