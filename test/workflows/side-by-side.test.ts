import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PerformedStep, PerformStepInput, PlannedStep } from '../../activities/lifecycle/lifecycle-steps.js';
import { planOf, steps } from '../../scripts/histories/person-steps.js';
import { createPersonRuns, type PersonRuns } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const groups = (count: number): PlannedStep[] =>
  Array.from({ length: count }, (_, index) => ({ ...steps.leaveGroup, id: `group-${index + 1}` }));

/** Steps that end when they are let go, all of them. */
function createGate() {
  const begun: string[] = [];
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const perform = async ({ stepId }: PerformStepInput): Promise<PerformedStep> => {
    begun.push(stepId);
    await opened;
    return { outcome: 'done', problem: null };
  };
  return { begun, perform, open: () => open() };
}

test('neighbours of one kind are done side by side, ten at a time, and kinds in their order', async () => {
  const gate = createGate();
  const run = await runs.start({
    prepareAccountPlan: async () => planOf([steps.disable, steps.logout, ...groups(12)]),
    ensureRetoolGroupMemberRemoved: gate.perform,
  });
  await until(() => gate.begun.length === 10);
  expect(run.calls.slice(-12)).toEqual([
    ...['acme ensureRetoolUserDisabled', 'acme ensureRetoolSessionsEnded'],
    ...Array.from({ length: 10 }, () => 'acme ensureRetoolGroupMemberRemoved'),
  ]);
  gate.open();
  expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
  expect(gate.begun.toSorted()).toEqual(
    groups(12)
      .map(({ id }) => id)
      .toSorted(),
  );
});

test('what one of them could not do is done again, and nothing else', async () => {
  const attempts: string[] = [];
  let isDead = true;
  const run = await runs.start({
    prepareAccountPlan: async () => planOf([...groups(3), steps.disable], { beforeDisabling: 3 }),
    ensureRetoolGroupMemberRemoved: async ({ stepId }) => {
      attempts.push(stepId);
      if (stepId === 'group-2' && isDead) {
        throw ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
      }
      return { outcome: 'done', problem: null };
    },
    awaitUsableAccount: async () => {
      isDead = false;
    },
  });
  expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
  expect(attempts.toSorted()).toEqual(['group-1', 'group-2', 'group-2', 'group-3']);
  expect(run.calls.filter((call) => call.endsWith('prepareAccountPlan'))).toHaveLength(1);
});

test('when one of them finds the plan outdated, those beside it end and it is planned anew', async () => {
  const done: string[] = [];
  let plans = 0;
  const run = await runs.start({
    prepareAccountPlan: async () => (++plans === 1 ? planOf([...groups(3), steps.setSeat]) : planOf([steps.disable])),
    ensureRetoolGroupMemberRemoved: async ({ stepId }) => {
      if (stepId === 'group-1') throw ApplicationFailure.nonRetryable('gone', 'PlanOutdatedError');
      done.push(stepId);
      return { outcome: 'done', problem: null };
    },
  });
  expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
  expect(done.toSorted()).toEqual(['group-2', 'group-3']);
  expect(plans).toBe(2);
  expect(run.calls.filter((call) => call.endsWith('ensureRetoolSeat'))).toEqual([]);
});
