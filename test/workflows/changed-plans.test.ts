import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreparedPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { usualPersonSteps } from '../../scripts/histories/person-steps.js';
import { decideUpdate, retryAccountUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

/** A run that was approved by the decision d1, and whose plan weighs more when it acts. */
async function startChanged(kind: 'approve' | 'reject') {
  const weighing = (plan: PreparedPlan, weight: string): PreparedPlan =>
    plan.kind === 'ready' ? { ...plan, weight } : plan;
  const run = await runs.start({
    opened: { needsApproval: true },
    prepareAccountPlan: async (input) =>
      weighing(await usualPersonSteps.prepareAccountPlan(input), input.purpose === 'preview' ? 'user' : 'user admin'),
    readDecision: async ({ decisionId }) => ({
      kind: decisionId === 'd1' ? 'approve' : kind,
      accountId: null,
      operator: 'alma',
      reason: 'looked at it',
      detail: {},
    }),
  });
  const decide = (decisionId: string) => run.patient.executeUpdate(decideUpdate, { args: [{ decisionId }] });
  await run.says(({ stage }) => stage === 'waiting-for-approval');
  await decide('d1');
  await run.says(({ accounts }) => accounts[0]?.state === 'held');
  return { ...run, decide };
}

const refused = (why: string) => ({ cause: { message: expect.stringContaining(why) as unknown } });

describe('a plan that is another one than was approved', () => {
  test('is carried out once somebody approves it', async () => {
    const run = await startChanged('approve');
    expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
    await run.decide('d2');
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
    await expect(run.decide('d3')).rejects.toThrow();
  });

  test('is not approved by the decision of before, whoever sends it again', async () => {
    const run = await startChanged('approve');
    await expect(run.decide('d1')).rejects.toMatchObject(refused('taken before'));
    expect((await run.ticket()).accounts[0]).toMatchObject({ state: 'held', askedWeight: 'user admin' });
    await run.cancel();
    expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
  });

  test('is not carried out once it was rejected: the account is left out', async () => {
    const run = await startChanged('reject');
    await run.decide('d2');
    await run.patient
      .executeUpdate(retryAccountUpdate, { args: [{ account: 'acme', reason: 'once more' }] })
      .catch(() => undefined);
    expect(await run.handle.result()).toMatchObject({
      outcome: 'not-verified',
      accounts: [{ state: 'skipped', detail: 'by alma: rejected: looked at it' }],
    });
    expect(run.calls).not.toContain('acme ensureRetoolUserDisabled');
  });
});

test('nothing is approved or rejected where nothing waits for it', async () => {
  const run = await runs.start({
    prepareAccountPlan: async () => ({ kind: 'held', reason: 'several users', remedy: 'link' }),
    readDecision: async () => ({ kind: 'reject', accountId: null, operator: 'alma', reason: 'no', detail: {} }),
  });
  await run.says(({ accounts }) => accounts[0]?.state === 'held');
  const told = run.patient.executeUpdate(decideUpdate, { args: [{ decisionId: 'd1' }] });
  await expect(told).rejects.toMatchObject(refused('Nothing waits for approval: acting.'));
  await run.cancel();
});
