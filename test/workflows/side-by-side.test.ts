import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type Duration } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PerformedStep, PerformStepInput, PlannedStep } from '../../activities/lifecycle/lifecycle-steps.js';
import { untilCancelled } from '../../scripts/histories/in-turn.js';
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

const unavailable = (nextRetryDelay: Duration) =>
  ApplicationFailure.create({ type: 'RetoolUnavailableError', nextRetryDelay });

/** A step that succeeds at its second attempt, after a while. */
function failsFirst(nextRetryDelay: Duration): () => Promise<PerformedStep> {
  let attempts = 0;
  return async () => {
    if (++attempts === 1) throw unavailable(nextRetryDelay);
    return { outcome: 'done', problem: null };
  };
}

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
    prepareAccountPlan: async () => planOf([steps.disable, steps.logout, ...groups(12)], { atOnce: 10 }),
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

test.each([
  ['calls are scarce', groups(3), {}],
  ['they are one step twice', [...groups(1), ...groups(1), ...groups(1)], { atOnce: 10 }],
])('neighbours are done one after the other where %s', async (_where, planned, more) => {
  const run = await runs.start({ prepareAccountPlan: async () => planOf([steps.disable, ...planned], more) });
  expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
  const one = ['scheduled', 'completed'];
  expect(await timesOf(run.handle, 'ensureRetoolGroupMemberRemoved')).toEqual([...one, ...one, ...one]);
});

/** When the activities of a type were scheduled and completed, in the order of the history. */
async function timesOf(handle: WorkflowHandle, type: string): Promise<string[]> {
  const scheduled = new Set<string>();
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap((event) => {
    if (event.activityTaskScheduledEventAttributes?.activityType?.name === type) {
      scheduled.add(String(event.eventId));
      return ['scheduled'];
    }
    return scheduled.has(String(event.activityTaskCompletedEventAttributes?.scheduledEventId)) ? ['completed'] : [];
  });
}

test('what one of them could not do is done again, and nothing else', async () => {
  const attempts: string[] = [];
  let isDead = true;
  const run = await runs.start({
    prepareAccountPlan: async () => planOf([...groups(3), steps.disable], { beforeDisabling: 3, atOnce: 10 }),
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
    prepareAccountPlan: async () =>
      ++plans === 1 ? planOf([...groups(3), steps.setSeat], { atOnce: 10 }) : planOf([steps.disable]),
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

test('when the time before the disabling is over, the disabling waits for the end of all of them', async () => {
  const log: string[] = [];
  const run = await runs.start({
    prepareAccountPlan: async () =>
      planOf([steps.logout, ...groups(2), steps.disable], { beforeDisabling: 3, atOnce: 10 }),
    ensureRetoolSessionsEnded: failsFirst('298 seconds'),
    ensureRetoolGroupMemberRemoved: async ({ stepId }) => {
      if (stepId === 'group-1') throw unavailable('1 minute');
      log.push('begun');
      return await untilCancelled().finally(() => log.push('ended'));
    },
    ensureRetoolUserDisabled: async () => {
      log.push('disabled');
      return { outcome: 'done', problem: null };
    },
  });
  await until(() => run.calls.includes('acme ensureRetoolSessionsEnded'));
  await runs.environment.sleep('298 seconds');
  // From here on in real time: what is under way would be given up while time is skipped.
  expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
  expect(log).toEqual(['begun', 'ended', 'disabled']);
});
