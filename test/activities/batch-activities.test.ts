import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBatchActivities } from '../../activities/batch-activities.js';
import type { StartedBatch } from '../../activities/batch-steps.js';
import type { RunStarter } from '../../domain/run-starter.js';
import { type Batch, insertBatch } from '../../store/batches.js';
import { listDecisions, recordDecision } from '../../store/decisions.js';
import { addOperator } from '../../store/operators.js';
import { addRun } from '../setup/lifecycle.js';
import { openTestStore, type TestStore } from '../setup/store.js';

/** Attempts that fail are what one of these tests is about. */
const logger = new DefaultLogger('ERROR');

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const releaseAt = new Date('2026-12-31T17:00:00Z');
const later = new Date('2027-02-01T00:00:00Z');
const newBatch = () => insertBatch(store.db, { releaseAt, askedBy: 'tess', reason: 'the site closes' });
const addRuns = (count: number, batch: Batch) =>
  Promise.all(Array.from({ length: count }, () => addRun(store.db, { batchId: batch.id, effectiveAt: releaseAt })));

/** Writes down what it is told; refuses where told to, and dies at the start of so many. */
function createStarter({ refusal, diesAfter = Infinity }: { refusal?: string; diesAfter?: number } = {}) {
  const told: string[] = [];
  const starter: RunStarter = {
    async start({ workflowId }, summary) {
      if (told.length >= diesAfter) throw new Error('the worker died');
      told.push(`${workflowId} ${summary}`);
    },
    async reschedule(workflowId, { id, at, decisionId }) {
      told.push(`${workflowId} ${id} ${at} ${decisionId}`);
      return refusal;
    },
  };
  return { told, starter };
}

async function startRuns(batch: Batch, runStarter: RunStarter, heartbeatDetails?: unknown) {
  const beats: unknown[] = [];
  const environment = new MockActivityEnvironment({ heartbeatDetails }, { logger });
  environment.on('heartbeat', (details: unknown) => details !== undefined && beats.push(details));
  const { startBatchRuns } = createBatchActivities({ db: store.db, runStarter });
  const ended = await environment
    .run(startBatchRuns, { batchId: batch.id })
    .then((started: unknown) => ({ started: started as StartedBatch }))
    .catch((error: unknown) => ({ error }));
  return { ...ended, last: beats.at(-1) };
}

test('one step starts every run of a batch, and tells nobody who it is', async () => {
  const batch = await newBatch();
  const runs = await addRuns(3, batch);
  const { starter, told } = createStarter();
  expect(await startRuns(batch, starter)).toMatchObject({ started: { runs: 3, notMoved: 0 } });
  const summary = `Offboarding of a leaver of batch ${batch.id.slice(0, 8)}`;
  expect(told.toSorted()).toEqual(runs.map(({ workflowId }) => `${workflowId} ${summary}`).toSorted());
});

test('after the death of a worker the next one goes on where it was', async () => {
  const batch = await newBatch();
  await addRuns(120, batch);
  const dying = createStarter({ diesAfter: 60 });
  const died = await startRuns(batch, dying.starter);
  expect(died).toMatchObject({ error: expect.anything(), last: { runs: 50 } });
  const next = createStarter();
  expect(await startRuns(batch, next.starter, died.last)).toMatchObject({ started: { runs: 120, notMoved: 0 } });
  expect(next.told).toHaveLength(70);
});

test.each([
  ['is moved to the release', undefined, 0],
  ['is left where it is when it acts already, and the decision counts as refused', 'It is too late for that.', 1],
])('a run that was to act later %s', async (_, refusal, notMoved) => {
  const batch = await newBatch();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  const { operator } = await addOperator(store.db, { name: `tess${notMoved}`, role: 'admin', expiresAt });
  const run = await addRun(store.db, { batchId: batch.id, effectiveAt: later });
  const detail = { at: releaseAt.toISOString(), batchId: batch.id };
  await recordDecision(store.db, { runId: run.id, kind: 'reschedule', operator, reason: 'with the others', detail });
  const { starter, told } = createStarter(refusal === undefined ? {} : { refusal });
  expect(await startRuns(batch, starter)).toMatchObject({ started: { runs: 1, notMoved } });
  const [decision] = await listDecisions(store.db, run.id);
  expect(told.at(-1)).toBe(`${run.workflowId} batch/${batch.id} ${releaseAt.toISOString()} ${decision?.id}`);
  expect(decision?.refusedWhy ?? undefined).toBe(refusal);
});

test('a run of the batch that was moved to a later moment since stays there: nobody decided otherwise', async () => {
  const batch = await newBatch();
  await addRun(store.db, { batchId: batch.id, effectiveAt: later });
  const { starter, told } = createStarter();
  expect(await startRuns(batch, starter)).toMatchObject({ started: { runs: 1, notMoved: 1 } });
  expect(told).toHaveLength(1);
});
