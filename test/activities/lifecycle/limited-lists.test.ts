import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { SimulatedAccount, Simulator } from '../../../simulator/index.js';
import type { Account } from '../../../store/accounts.js';
import type { Run } from '../../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';

type PlantedFault = ReturnType<Simulator['faults']['add']>;

let stage: LifecycleStage;
let account: Account & { simulated: SimulatedAccount };
let people = 0;
const faults: PlantedFault[] = [];

beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
});
afterAll(() => stage.close());
afterEach(() => {
  for (const fault of faults.splice(0)) fault.remove();
});

function refuse(path: string): PlantedFault {
  const refusal = { kind: 'status', status: 429, retryAfter: 0 } as const;
  const fault = stage.simulator.faults.add({ account: 'acme', path, fault: refusal });
  faults.push(fault);
  return fault;
}

async function leaver(kind: Run['kind'] = 'offboard'): Promise<Run> {
  const email = `leaver${++people}@acme.example`;
  account.simulated.change.createUser({ email, groups: ['editor'] });
  return await stage.ask(email, { kind });
}

const lists = [
  '/workflows',
  '/access_tokens',
  '/user_invites',
  '/access_requests',
  '/permissions/listObjects',
  '/role_permissions/role_grants/**',
];

test.each(lists)('a rate limit on %s keeps nobody enabled', async (path) => {
  const fault = refuse(path);
  const run = await leaver();
  const prepared = await stage.prepare(run, account);
  expect(fault.played()).toBeGreaterThan(0);
  expect(prepared).toMatchObject({ kind: 'ready', mayReadLater: true });
  const kinds = prepared.kind === 'ready' ? prepared.steps.map(({ kind }) => kind) : [];
  expect(kinds).toEqual(['disableUser', 'logoutUser', 'removeFromGroup']);
});

test('what was refused is not asked for again before the disabling, and by every reading after it', async () => {
  const fault = refuse('/workflows');
  const run = await leaver();
  await stage.prepare(run, account);
  expect(fault.played()).toBe(1);
  const prepared = await stage.prepare(run, account);
  expect(fault.played()).toBe(1);
  if (prepared.kind !== 'ready') throw new Error(prepared.kind);
  for (const { kind } of prepared.steps) await stage.perform(run, account, kind, prepared.fence);

  const key = { runId: run.id, accountId: account.id, fence: prepared.fence, mayEnd: true };
  const missed = 'not checked: workflows (could not be read: the rate limit of Retool was used up)';
  const verified = await stage.attempt('verifyAccount', key);
  expect(fault.played()).toBe(2);
  expect(verified).toMatchObject({ open: [], hasEnded: false, detail: expect.stringContaining(missed) });
  const nothing = await stage.prepare(run, account);
  if (nothing.kind !== 'nothing-to-do') throw new Error(nothing.kind);
  expect(nothing).toMatchObject({ kind: 'nothing-to-do', mayReadLater: true, detail: expect.stringContaining(missed) });

  fault.remove();
  expect(await stage.attempt('verifyAccount', { ...key, fence: nothing.fence })).toMatchObject({
    open: [],
    hasEnded: true,
  });
});

test('the second look waits until everything can be read', async () => {
  const run = await leaver();
  await stage.prepare(run, account);
  refuse('/workflows');
  const looking = stage.attempt('lookAgain', { runId: run.id, accountId: account.id });
  await expect(looking).rejects.toMatchObject({ type: 'RetoolRateLimitedError' });
});

test('whose access is only changed waits for the rate limit', async () => {
  refuse('/workflows');
  await expect(stage.prepare(await leaver('access'), account)).rejects.toMatchObject({
    type: 'RetoolRateLimitedError',
  });
});
