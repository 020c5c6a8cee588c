import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSealer } from '../../../codec/sealer.js';
import { generateKeyRing } from '../../../config/generate-key-ring.js';
import { readLedger } from '../../../store/ledger.js';
import { closeLostRun, noteWorkflowEnd } from '../../../store/lost-runs.js';
import { listRunAccounts } from '../../../store/run-accounts.js';
import { getRun, RunOpenError, updateRun } from '../../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

let stage: LifecycleStage;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
});
afterAll(() => stage.close());

test('a run that was lost while it acted is closed as given up, and the next one of the person works at once', async () => {
  const { db } = stage.store;
  const account = await stage.connect('acme');
  const { leaver } = account.simulated.special;
  const run = await stage.ask(leaver);
  await updateRun(db, run.id, { stage: 'acting', actedAt: new Date() });
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
  await noteWorkflowEnd(db, run.id, 'failed');
  await noteWorkflowEnd(db, run.id, 'failed');
  expect(await getRun(db, run.id)).toMatchObject({ stage: 'acting', attention: 'workflow-ended', closedAt: null });
  await expect(stage.ask(leaver)).rejects.toThrow(RunOpenError);

  const closing = { by: 'tess', end: 'failed', at: new Date() };
  const sealer = createSealer(generateKeyRing());
  expect(await closeLostRun(db, sealer, run.id, closing)).toBe(true);
  expect(await closeLostRun(db, sealer, run.id, closing)).toBe(false);
  await noteWorkflowEnd(db, run.id, 'failed');
  expect(await getRun(db, run.id)).toMatchObject({ stage: 'done', outcome: 'not-verified', attention: null });
  expect(await listRunAccounts(db, run.id)).toMatchObject([
    { state: 'given-up', detail: 'cancelled by tess, because its workflow failed; it was not read back' },
  ]);
  const told = (await readLedger(db, run.id)).flatMap(({ entry }) => (entry.kind === 'stage' ? [entry.detail] : []));
  expect(told).toEqual(['its workflow failed', 'cancelled by tess, because its workflow failed']);

  // An attempt that is still under way writes no more.
  await expect(stage.perform(run, account, 'disableUser', plan.fence)).rejects.toThrow('the run has ended');
  expect(await stage.prepare(await stage.ask(leaver), account)).toMatchObject({ kind: 'ready' });
});
