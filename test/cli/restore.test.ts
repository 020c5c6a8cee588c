import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from '../setup/lifecycle-stage.js';
import { createSteward, type Steward } from '../setup/steward.js';

let stage: LifecycleStage;
let account: Awaited<ReturnType<LifecycleStage['connect']>>;
let steward: Steward;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
  steward = createSteward({ DATABASE_URL: stage.store.url });
});
afterAll(() => stage.close());

let email: string;
let count = 0;
beforeEach(() => {
  email = `person-${++count}@acme.example`;
  account.simulated.change.createUser({ email, groupAdminOf: ['editor'] });
});

/** Does all that is to do now. */
async function act(run: Run) {
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') throw new Error(plan.kind);
  for (const step of plan.steps) await stage.perform(run, account, step.kind, plan.fence);
}

async function wouldRestore(run: Run): Promise<string> {
  await stage.attempt('recordStage', { runId: run.id, stage: 'done', attention: null, outcome: 'partly-verified' });
  const { exitCode, stdout } = await steward(['restore', run.workflowId]);
  expect(exitCode).toBe(0);
  return stdout;
}

describe('what a run took twice, because it came back as less, is restored as it was before the first time', () => {
  it('when it was taken away again', async () => {
    const run = await stage.ask(email);
    await act(run);
    account.simulated.change.addMember('editor', email, false);
    await act(run);
    expect(await wouldRestore(run)).toContain('  enable the user\n  add to editor as group admin\n');
  });

  it('when taking it away again was refused', async () => {
    const run = await stage.ask(email);
    await act(run);
    account.simulated.change.addMember('editor', email, false);
    stage.simulator.faults.add({ account: 'acme', method: 'DELETE', nth: 1, fault: { kind: 'status', status: 403 } });
    await expect(act(run)).rejects.toThrow();
    stage.simulator.faults.clear();
    expect(await wouldRestore(run)).toContain('  add to editor as group admin\n');
  });
});

it('what was refused and never done is not restored', async () => {
  const run = await stage.ask(email);
  stage.simulator.faults.add({ account: 'acme', method: 'DELETE', nth: 1, fault: { kind: 'status', status: 403 } });
  await expect(act(run)).rejects.toThrow();
  stage.simulator.faults.clear();
  expect(await wouldRestore(run)).not.toContain('editor');
});
