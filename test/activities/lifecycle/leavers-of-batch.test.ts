import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { Account } from '../../../store/accounts.js';
import { insertBatch } from '../../../store/batches.js';
import { patchRunAccount } from '../../../store/run-accounts.js';
import { moveRun, type Run, updateRun } from '../../../store/runs.js';
import type { SimulatedAccount } from '../../../simulator/index.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

const limitOf = (count: number) => ({
  ...defaultPolicy,
  removals: { perAccountAndDay: { count, sharePercent: 0 } },
});

let stage: LifecycleStage;
let account: Account & { simulated: SimulatedAccount };
let batchId: string;
let people = 0;

beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
});
afterAll(() => stage.close());
beforeEach(async () => {
  stage.policy = limitOf(1000);
  const releaseAt = new Date(Date.now() - 1000);
  batchId = (await insertBatch(stage.store.db, { releaseAt, askedBy: 'tess', reason: null })).id;
});

async function leaver(): Promise<Run> {
  const email = `leaver${++people}@acme.example`;
  account.simulated.change.createUser({ email, groups: ['editor', 'viewer'] });
  return await stage.ask(email, { batchId, effectiveAt: new Date(Date.now() - 1000) });
}

const plan = async (run: Run, mayCleanUp = false) => {
  const input = { runId: run.id, accountId: account.id, purpose: 'act' as const, mayCleanUp };
  const prepared = await stage.attempt('prepareAccountPlan', input);
  if (prepared.kind !== 'ready') throw new Error(`not ready: ${prepared.kind}`);
  return prepared;
};
const disable = async (run: Run) => await stage.perform(run, account, 'disableUser', (await plan(run)).fence);
const awaitOthers = (run: Run) => stage.attempt('awaitOthersDisabled', { runId: run.id, accountId: account.id });
const calls = (path: string, after = 0) =>
  stage.simulator.journal.entries({ after }).filter((call) => call.path === path && call.method === 'GET').length;
const newest = () => stage.simulator.journal.entries().at(-1)?.number ?? 0;
const stillToBe = (open: number) => ({
  type: 'OthersNotDisabledError',
  message: expect.stringContaining(`${open} of`),
});

test('is planned no further than the disabling at first, and dear readings wait', async () => {
  const run = await leaver();
  const before = newest();
  expect(await plan(run)).toMatchObject({ isFirstPart: true, steps: [{ kind: 'disableUser' }] });
  const read = stage.simulator.journal.entries({ after: before }).map(({ path }) => path);
  expect(read.filter((path) => /permissions|role/.test(path))).toEqual([]);
  const kinds = (await plan(run, true)).steps.map(({ kind }) => kind);
  expect(kinds).toEqual(['disableUser', 'logoutUser', 'removeFromGroup', 'removeFromGroup']);
});

describe('lists of an account', () => {
  test('are read once for leavers who wrote nothing since, and anew for one who did', async () => {
    const [one, two, three] = [await leaver(), await leaver(), await leaver()];
    const before = newest();
    for (const run of [one, two, three]) await plan(run);
    expect([calls('/groups', before), calls('/access_tokens', before)]).toEqual([1, 1]);
    await disable(two);
    await plan(two, true);
    expect(calls('/groups', before)).toBe(2);
    await plan(three, true);
    expect(calls('/groups', before)).toBe(2);
  });

  test('prove nothing that was written after they were read', async () => {
    const [one, two] = [await leaver(), await leaver()];
    const { fence } = await plan(one, true);
    await stage.perform(one, account, 'removeFromGroup', fence);
    const before = newest();
    await plan(two);
    expect(calls('/groups', before)).toBe(0);
    const key = { runId: one.id, accountId: account.id };
    const { open } = await stage.attempt('verifyAccount', { ...key, fence: 1, mayEnd: false });
    expect(calls('/groups', before)).toBe(1);
    expect(open.filter(({ kind }) => kind === 'removeFromGroup')).toHaveLength(1);
  });
});

describe('the wait for the others', () => {
  test('ends once each of them is disabled', async () => {
    const [one, two] = [await leaver(), await leaver()];
    await disable(one);
    await expect(awaitOthers(one)).rejects.toMatchObject(stillToBe(1));
    await disable(two);
    await awaitOthers(one);
  });

  test('is not for one whose first attempt failed, though it goes on trying', async () => {
    const [one, two] = [await leaver(), await leaver()];
    await disable(one);
    const fault = stage.simulator.faults.add({ method: 'PATCH', fault: { kind: 'status', status: 500 } });
    await expect(disable(two)).rejects.toMatchObject({ type: 'RetoolUnavailableError' });
    fault.remove();
    await awaitOthers(one);
  });

  test('is for one whose turn has not come for want of budget', async () => {
    const [one, two] = [await leaver(), await leaver()];
    await disable(one);
    const status = { kind: 'status' as const, status: 429 };
    const fault = stage.simulator.faults.add({ method: 'PATCH', times: 1, fault: { ...status, retryAfter: 0 } });
    await expect(disable(two)).rejects.toMatchObject({ type: 'RetoolRateLimitedError' });
    fault.remove();
    await expect(awaitOthers(one)).rejects.toMatchObject(stillToBe(1));
  });

  test.each<[string, (run: Run) => Promise<unknown>]>([
    ['held', (run) => record(run, 'held')],
    ['skipped', (run) => record(run, 'skipped')],
    ['waiting for approval', (run) => updateRun(stage.store.db, run.id, { stage: 'waiting-for-approval' })],
    ['moved to a later day', (run) => moveRun(stage.store.db, run.id, { ...run, effectiveAt: new Date('2099-01-01') })],
    ['ended', (run) => updateRun(stage.store.db, run.id, { closedAt: new Date(), stage: 'cancelled' })],
  ])('is not for one that is %s', async (_, settle) => {
    const [one, two] = [await leaver(), await leaver()];
    await disable(one);
    await expect(awaitOthers(one)).rejects.toMatchObject(stillToBe(1));
    await settle(two);
    await awaitOthers(one);
  });

  test('is for one whose run has not even begun', async () => {
    const one = await leaver();
    await disable(one);
    const { db } = stage.store;
    const begun = await leaver();
    await db.deleteFrom('runAccounts').where('runId', '=', begun.id).execute();
    await expect(awaitOthers(one)).rejects.toMatchObject(stillToBe(1));
    await updateRun(db, begun.id, { stage: 'acting' });
    await awaitOthers(one);
  });

  test('ends when nobody came along for five minutes', async () => {
    const [one] = [await leaver(), await leaver()];
    await disable(one);
    await expect(awaitOthers(one)).rejects.toMatchObject(stillToBe(1));
    const long = { disabledAt: new Date(Date.now() - 6 * 60_000) };
    await patchRunAccount(stage.store.db, { runId: one.id, accountId: account.id }, long);
    await stage.store.db
      .updateTable('runAccounts')
      .set({ attemptedAt: new Date(Date.now() - 6 * 60_000) })
      .where('runId', '=', one.id)
      .execute();
    await awaitOthers(one);
  });
});

const record = (run: Run, state: 'held' | 'skipped') =>
  stage.attempt('recordAccount', { runId: run.id, accountId: account.id, state, detail: null });

test('no more of them are disabled than the limit allows, though all were planned before the first was counted', async () => {
  const runs = [await leaver(), await leaver(), await leaver(), await leaver()];
  const before = await stage.store.db
    .selectFrom('runAccounts')
    .selectAll()
    .where('disablingAt', 'is not', null)
    .execute();
  stage.policy = limitOf(before.length + 2);
  const fences: number[] = [];
  for (const run of runs) fences.push((await plan(run)).fence);
  const ends = await Promise.allSettled(
    runs.map((run, index) => stage.perform(run, account, 'disableUser', fences[index] ?? 0)),
  );
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  for (const end of ends) {
    if (end.status === 'rejected') expect(end.reason).toMatchObject({ type: 'WritesForbiddenError' });
  }
});
