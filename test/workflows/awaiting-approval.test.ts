import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LifecycleActivities } from '../../activities/lifecycle/lifecycle-steps.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { describePersonTicket } from '../../workflows/describe-person-ticket.js';
import { decideUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const hourMs = 3_600_000;
type Stage = Parameters<LifecycleActivities['recordStage']>[0];

/** A run that waits for approval: reminded of after 4 h; after 24 h carla decides as well, unless nobody is named. */
async function startAsking({ second = ['carla'], kind = 'approve' as 'approve' | 'reject' } = {}) {
  const stages: Omit<Stage, 'runId'>[] = [];
  const run = await runs.start({
    opened: {
      needsApproval: true,
      remindAfterMs: 4 * hourMs,
      ...(second.length > 0 && { escalation: { afterMs: 24 * hourMs, approvers: second } }),
    },
    recordStage: async ({ runId: _, ...stage }) => void stages.push(stage),
    readDecision: async () => ({ kind, accountId: null, operator: 'alma', reason: 'looked at it', detail: {} }),
  });
  await until(() => stages.length === 1);
  const decide = () => run.patient.executeUpdate(decideUpdate, { args: [{ decisionId: 'd1' }] });
  const attention = async () => (await run.patient.describe()).typedSearchAttributes.get(searchAttributes.attention);
  const text = async () => describePersonTicket(await run.ticket());
  return { ...run, stages, decide, attention, text };
}

test('a run that is approved in time is not reminded of', async () => {
  const run = await startAsking();
  await runs.environment.sleep('3 hours');
  expect(await run.attention()).toBe('approval-wanted');
  await run.decide();
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  expect(run.stages.map(({ attention }) => attention)).not.toContain('approval-overdue');
});

test('a run that nobody decides about is reminded of, in its ticket and for whoever lists what needs attention', async () => {
  const run = await startAsking();
  await runs.environment.sleep('5 hours');
  await until(() => run.stages.length === 2);
  expect(await run.attention()).toBe('approval-overdue');
  expect(await run.text()).toContain('**Waiting for**: approval, for long. It acts');
  expect(run.stages.at(-1)).toMatchObject({ attention: 'approval-overdue', detail: 'nobody has decided yet' });
  await run.decide();
  await run.says(({ stage }) => stage === 'done');
});

test('after a day the second group may decide as well, and the ticket says who', async () => {
  const run = await startAsking();
  await runs.environment.sleep('23 hours');
  expect(await run.text()).not.toContain('carla');
  await runs.environment.sleep('2 hours');
  await until(() => run.stages.length === 3);
  expect(await run.text()).toContain('approval, for long; carla may decide as well. It acts');
  expect(run.stages.at(-1)).toMatchObject({
    attention: 'approval-overdue',
    detail: 'nobody has decided for long: carla may decide as well',
  });
  expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
  await run.decide();
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
});

test('a run goes on waiting however long nobody decides, and ends when it is rejected', async () => {
  const run = await startAsking({ second: [], kind: 'reject' });
  await runs.environment.sleep('5 hours');
  await until(() => run.stages.length === 2);
  await runs.environment.sleep('60 days');
  expect(await run.text()).toContain('stage: waiting-for-approval');
  expect(run.stages).toHaveLength(2);
  await run.decide();
  expect(await run.handle.result()).toMatchObject({ outcome: 'rejected' });
  expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
});
