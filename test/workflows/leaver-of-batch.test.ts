import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retryAccountUpdate } from '../../workflows/messages.js';
import { decided } from '../../scripts/histories/person-case.js';
import { type PersonActivities, usualPersonSteps } from '../../scripts/histories/person-steps.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const hidden = { title: 'a leaver of batch 3f2a81c0', run: 'offboard/leaver-77e1c2d0b9aa/1/1' };
const inMinutes = async (minutes: number) => new Date((await runs.environment.now()) + minutes * 60_000).toISOString();

/** Plans the disabling alone until the others were waited for. */
const inTwoParts: PersonActivities['prepareAccountPlan'] = async (input) => {
  const plan = await usualPersonSteps.prepareAccountPlan(input);
  if (plan.kind !== 'ready' || input.mayCleanUp || input.purpose === 'preview') return plan;
  return { ...plan, steps: plan.steps.slice(0, 1), isFirstPart: true };
};

const notYet = async (): Promise<never> => {
  throw ApplicationFailure.create({ type: 'OthersNotDisabledError', nextRetryDelay: '1 hour' });
};

const start = (script: PersonScript = {}) => runs.start({ prepareAccountPlan: inTwoParts, ...script });

describe('the run of a leaver of a batch', () => {
  test('names nobody before it acts, and then shows about whom it is', async () => {
    const run = await start({ opened: { hidden, effectiveAt: await inMinutes(5) } });
    await run.says(({ stage }) => stage === 'waiting');
    const shown = async () => {
      const { searchAttributes } = await run.patient.describe();
      return { searchAttributes, details: await run.patient.query('__temporal_workflow_metadata') };
    };
    const before = JSON.stringify(await shown());
    expect(before).toContain('Offboarding of a leaver of batch 3f2a81c0');
    expect(before).not.toContain('E-1042');
    await run.handle.result();
    expect((await shown()).searchAttributes['StewardPerson']).toEqual(['E-1042']);
  });

  test('is planned ahead, but not when its release is near', async () => {
    const far = await start({ opened: { hidden, effectiveAt: await inMinutes(60) } });
    const near = await start({ opened: { hidden, effectiveAt: await inMinutes(5) } });
    for (const run of [far, near]) await run.says(({ stage }) => stage === 'waiting');
    expect(far.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(1);
    expect((await far.ticket()).accounts[0]?.detail).toContain('plan: disable the user');
    expect(near.calls).not.toContain('acme prepareAccountPlan');
    await Promise.all([far.cancel(), near.cancel()]);
  });

  test('disables first, waits for the others, and plans the rest anew', async () => {
    const run = await start();
    expect(await run.patient.result()).toMatchObject({ outcome: 'verified' });
    expect(run.calls.filter((call) => call.startsWith('acme') && !call.endsWith('recordAccount'))).toEqual([
      'acme prepareAccountPlan',
      'acme ensureRetoolUserDisabled',
      'acme awaitOthersDisabled',
      'acme prepareAccountPlan',
      ...['acme ensureRetoolUserDisabled', 'acme ensureRetoolSessionsEnded', 'acme ensureRetoolGroupMemberRemoved'],
      'acme verifyAccount',
    ]);
  });

  test('tries a failed disabling again before it waits for anybody', async () => {
    let attempts = 0;
    const run = await start({
      ensureRetoolUserDisabled: async () =>
        ++attempts === 1 ? { outcome: 'failed', problem: 'refused' } : { outcome: 'done', problem: null },
    });
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
    const first = run.calls.indexOf('acme awaitOthersDisabled');
    expect(run.calls.slice(0, first).filter((call) => call === 'acme ensureRetoolUserDisabled')).toHaveLength(2);
  });

  // The last one: the server's time stands still once a step that waits for its next attempt is cancelled.
  test('goes on waiting for the others when somebody mends its account, and reads back when it is cancelled', async () => {
    const run = await start({ awaitOthersDisabled: notYet });
    const waits = () => run.calls.includes('acme awaitOthersDisabled');
    await run.says(waits);
    await run.patient.executeUpdate(retryAccountUpdate, { args: [{ account: 'acme', ...decided() }] });
    expect(run.calls).not.toContain('acme ensureRetoolSessionsEnded');
    expect((await run.cancel()).accounts[0]).toMatchObject({ state: 'verified' });
    expect(run.calls).toContain('acme verifyAccount');
    expect(run.calls).not.toContain('acme ensureRetoolSessionsEnded');
  });
});
