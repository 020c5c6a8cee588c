import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { undoSteps } from '../../../domain/plan/undo-steps.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import { freeze, unfreeze } from '../../../store/freezes.js';
import { carryOut } from '../../../store/intake/carry-out.js';
import { createPerson, type Person } from '../../../store/people.js';
import { listPerformedSteps } from '../../../store/performed-steps.js';
import type { Run } from '../../../store/runs.js';
import { createLifecycleStage, type LifecycleStage } from '../../setup/lifecycle-stage.js';
import { until } from '../../setup/until.js';

type Connected = Awaited<ReturnType<LifecycleStage['connect']>>;

let stage: LifecycleStage;
let account: Connected;
beforeAll(async () => {
  stage = await createLifecycleStage([{ name: 'acme' }]);
  account = await stage.connect('acme');
  stage.policy = { ...defaultPolicy, removals: { perAccountAndDay: { count: 100, sharePercent: 0 } } };
});
afterAll(() => stage.close());

let person: Person;
let email: string;
let count = 0;
beforeEach(async () => {
  email = `person-${++count}@acme.example`;
  account.simulated.change.createUser({ email, groups: ['editor'] });
  person = await createPerson(stage.store.db, { emails: [email] });
});

const user = () => account.simulated.describeUser(email);

/** Plans, carries everything out and reads back. */
async function act(run: Run) {
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') return plan;
  for (const step of plan.steps) await stage.perform(run, account, step.kind, plan.fence);
  const key = { runId: run.id, accountId: account.id };
  return await stage.attempt('verifyAccount', { ...key, fence: plan.fence, mayEnd: true });
}

const enter = ({ id: runId }: Run, stageName: 'acting' | 'done', outcome?: string) =>
  stage.attempt('recordStage', { runId, stage: stageName, attention: null, ...(outcome && { outcome }) });

async function offboarded(): Promise<Run> {
  const run = await stage.ask(person);
  await enter(run, 'acting');
  expect(await act(run)).toMatchObject({ hasEnded: true });
  await enter(run, 'done', 'verified');
  return run;
}

async function askToRestore(run: Run): Promise<Run> {
  const performed = await listPerformedSteps(stage.store.db, { runId: run.id });
  const { wanted } = undoSteps(performed.map(({ step }) => step));
  const inAccounts = { [account.id]: wanted };
  return await stage.ask(person, { kind: 'restore', wanted: { inAccounts }, restoresRunId: run.id });
}

describe('a restoring', () => {
  const again = { kind: 'superseded', detail: 'access was taken away again since' };

  it('gives nothing back once the person was offboarded again', async () => {
    const restore = await askToRestore(await offboarded());
    await enter(restore, 'acting');
    await offboarded();
    expect(await act(restore)).toEqual(again);
    expect(user()).toMatchObject({ active: false, groups: [] });
  });

  it('gives back what was asked for after that', async () => {
    await offboarded();
    account.simulated.change.enableUser(email);
    account.simulated.change.addMember('viewer', email);
    const restore = await askToRestore(await offboarded());
    await enter(restore, 'acting');
    expect(await act(restore)).toMatchObject({ hasEnded: true });
    expect(user()).toMatchObject({ active: true, groups: ['viewer'] });
  });

  it('waits for no suspension that was lifted, and is void under one that holds', async () => {
    const restore = await askToRestore(await offboarded());
    const suspension = await stage.ask(person, { kind: 'suspend' });
    await enter(suspension, 'acting');
    expect(await stage.prepare(restore, account)).toEqual(again);
    await enter(suspension, 'done', 'lifted');
    expect(await stage.prepare(restore, account)).toMatchObject({ kind: 'ready' });
  });
});

describe('what HR called off', () => {
  const callOff = ({ id: runId }: Run) =>
    stage.store.db
      .transaction()
      .execute((trx) =>
        carryOut(
          trx,
          { kind: 'cancel-run', runId, reason: 'the termination was withdrawn' },
          { person, askedBy: 'HR acme-hr', policy: stage.policy, policyHash: null, now: new Date() },
        ),
      );

  it('is not planned any more, also before the workflow has heard of it', async () => {
    const run = await stage.ask(person);
    await callOff(run);
    const detail = 'called off by HR acme-hr: the termination was withdrawn';
    expect(await act(run)).toEqual({ kind: 'superseded', detail });
  });

  it('is not written any more, and what was done is read back', async () => {
    const run = await stage.ask(person);
    const plan = await stage.prepare(run, account);
    const fence = plan.kind === 'ready' ? plan.fence : 0;
    await stage.perform(run, account, 'disableUser', fence);
    await callOff(run);
    await expect(stage.perform(run, account, 'removeFromGroup', fence)).rejects.toMatchObject({
      type: 'PlanOutdatedError',
      message: expect.stringContaining('called off by HR acme-hr'),
    });
    expect(user()).toMatchObject({ active: false, groups: ['editor'] });
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'ready' });
  });
});

it('a suspension that was lifted is begun nowhere any more, and read back where it was begun', async () => {
  const lift = ({ id }: Run) =>
    stage.store.db.updateTable('runs').set({ liftedAt: new Date() }).where('id', '=', id).execute();
  const lifted = await stage.ask(person, { kind: 'suspend', wanted: { everywhere: { active: false } } });
  await lift(lifted);
  expect(await act(lifted)).toEqual({ kind: 'superseded', detail: 'lifted before it began here' });
  await enter(lifted, 'done', 'superseded');

  const begun = await stage.ask(person, { kind: 'suspend', wanted: { everywhere: { active: false } } });
  const plan = await stage.prepare(begun, account);
  await stage.perform(begun, account, 'disableUser', plan.kind === 'ready' ? plan.fence : 0);
  await lift(begun);
  expect(await stage.prepare(begun, account)).not.toMatchObject({ kind: 'superseded' });
});

it('access whose end has come is given nowhere any more', async () => {
  const endsAt = new Date(Date.now() - 1000);
  const wanted = { everywhere: { memberships: { present: [], absent: [] } } };
  const run = await stage.ask(person, { kind: 'access', wanted, endsAt });
  expect(await act(run)).toEqual({ kind: 'superseded', detail: 'its end came before it began here' });
});

it('a freeze stops a write that is still preceded by a long reading', async () => {
  const admin = `admin-${count}@acme.example`;
  account.simulated.change.createUser({ email: admin, admin: true });
  const run = await stage.ask(admin);
  const plan = await stage.prepare(run, account);
  const fence = plan.kind === 'ready' ? plan.fence : 0;
  const reading = { account: 'acme', method: 'GET', path: '/groups' };
  const slow = stage.simulator.faults.add({ ...reading, nth: 1, fault: { kind: 'delay', delayMs: 1_500 } });
  const disabling = stage.perform(run, account, 'disableUser', fence);
  disabling.catch(() => {});
  await until(() => slow.played() === 1);
  await freeze(stage.store.db, { accountId: null, by: 'tess', reason: 'an incident' });
  await expect(disabling).rejects.toMatchObject({ type: 'WritesForbiddenError' });
  await unfreeze(stage.store.db, null);
  expect(account.simulated.describeUser(admin).active).toBe(true);
});
