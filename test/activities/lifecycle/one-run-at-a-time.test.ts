import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { leaverState, type WantedState } from '../../../domain/plan/wanted-state.js';
import { toEvidence } from '../../../domain/evidence/to-evidence.js';
import { defaultPolicy } from '../../../domain/policy/default-policy.js';
import type { RunKind } from '../../../domain/run.js';
import { createPerson, type Person } from '../../../store/people.js';
import { listRunAccounts } from '../../../store/run-accounts.js';
import { readEvidenceFacts } from '../../../store/run-evidence.js';
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

/** Wants something in the only group of the person. */
const leaveGroups: WantedState = { memberships: { present: [], absent: 'all-others' } };
const wantedOf = (kind: RunKind): WantedState => (kind === 'offboard' ? leaverState : leaveGroups);
const ask = (kind: RunKind, changes: Parameters<LifecycleStage['ask']>[1] = {}) =>
  stage.ask(person, { kind, wanted: { everywhere: wantedOf(kind) }, ...changes });

/** The fence with which a run may act. */
async function fenceOf(run: Run): Promise<number> {
  const plan = await stage.prepare(run, account);
  if (plan.kind !== 'ready') throw new Error(`It is ${plan.kind}.`);
  return plan.fence;
}

const user = () => account.simulated.describeUser(email);

describe('two runs about one user', () => {
  it.each<[RunKind, RunKind]>([
    ['offboard', 'move'],
    ['offboard', 'access'],
    ['move', 'access'],
    ['suspend', 'onboard'],
  ])('%s takes the user from %s, which writes no more and waits', async (first, second) => {
    const [before, after] = [await ask(second), await ask(first)];
    const old = await fenceOf(before);
    const fence = await fenceOf(after);
    await expect(stage.perform(before, account, 'removeFromGroup', old)).rejects.toMatchObject({
      type: 'LeaseLostError',
      nonRetryable: true,
    });
    expect(user().groups).toEqual(['editor']);
    expect(await stage.prepare(before, account)).toEqual({ kind: 'busy' });
    expect(await stage.perform(after, account, 'removeFromGroup', fence)).toMatchObject({ outcome: 'done' });
  });

  it.each<[RunKind, RunKind]>([
    ['move', 'offboard'],
    ['access', 'offboard'],
    ['access', 'move'],
  ])('%s waits while %s has the user, and goes on when that one is through', async (second, first) => {
    const [before, after] = [await ask(first), await ask(second)];
    await stage.prepare(before, account);
    expect(await stage.prepare(after, account)).toEqual({ kind: 'busy' });
    const key = { runId: before.id, accountId: account.id };
    await stage.attempt('recordAccount', { ...key, state: 'skipped', detail: 'by tess' });
    expect(await stage.prepare(after, account)).toMatchObject({ kind: 'ready' });
  });

  it('do not wait for one that has read back that everything is as wanted, but where more is to be told', async () => {
    const [before, after] = [await ask('access'), await ask('access')];
    const fence = await fenceOf(before);
    await stage.perform(before, account, 'removeFromGroup', fence);
    account.simulated.change.addMember('editor', email);
    const readBack = (mayEnd: boolean) =>
      stage.attempt('verifyAccount', { runId: before.id, accountId: account.id, fence, mayEnd });
    expect(await readBack(true)).toMatchObject({ open: [{ kind: 'removeFromGroup' }], hasEnded: false });
    account.simulated.change.removeMember('editor', email);
    expect(await readBack(false)).toMatchObject({ open: [], hasEnded: false });
    account.simulated.change.addMember('viewer', email);
    expect(await stage.prepare(after, account)).toEqual({ kind: 'busy' });
    account.simulated.change.removeMember('viewer', email);
    const { detail } = await readBack(true);
    expect(await listRunAccounts(stage.store.db, before.id)).toMatchObject([{ state: 'verified', detail }]);
    account.simulated.change.addMember('viewer', email);
    expect(await stage.prepare(after, account)).toMatchObject({ kind: 'ready' });
  });

  it('do not wait for a run that waits for an operator, and which acts by a plan of its own afterwards', async () => {
    const [held, other] = [await ask('offboard'), await ask('access')];
    const stale = await fenceOf(held);
    const key = { runId: held.id, accountId: account.id };
    await stage.attempt('recordAccount', { ...key, state: 'held', detail: 'the last admin' });
    expect(await stage.prepare(other, account)).toMatchObject({ kind: 'ready' });
    await expect(stage.perform(held, account, 'disableUser', stale)).rejects.toMatchObject({ type: 'LeaseLostError' });
    const fence = await fenceOf(held);
    expect(fence).toBeGreaterThan(stale);
    expect(await stage.perform(held, account, 'disableUser', fence)).toMatchObject({ outcome: 'done' });
  });

  describe('while what one sent before it lost the user may still arrive', () => {
    /** An enabling that arrives late, and the offboarding that has done its steps meanwhile. */
    async function overtaken() {
      account.simulated.change.disableUser(email);
      const access = await ask('access', { wanted: { everywhere: { active: true } } });
      const old = await fenceOf(access);
      const late = { account: 'acme', method: 'PATCH', nth: 1, fault: { kind: 'delay', delayMs: 1_500 } } as const;
      const fault = stage.simulator.faults.add(late);
      const enable = () => stage.perform(access, account, 'enableUser', old);
      const enabling = enable();
      await until(() => fault.played() === 1);
      const offboard = await ask('offboard');
      const fence = await fenceOf(offboard);
      await stage.perform(offboard, account, 'logoutUser', fence);
      await stage.perform(offboard, account, 'removeFromGroup', fence);
      const key = { runId: offboard.id, accountId: account.id };
      return { enable, enabling, readBack: () => stage.attempt('verifyAccount', { ...key, fence, mayEnd: true }) };
    }

    it('the other reads back only afterwards', async () => {
      const { enabling, readBack } = await overtaken();
      expect(await readBack()).toMatchObject({ open: [{ kind: 'disableUser' }], hasEnded: false });
      await enabling;
    });

    it('the other reads back only afterwards, also where the step was tried again meanwhile, and finds the user gone', async () => {
      const { enable, enabling, readBack } = await overtaken();
      await expect(enable()).rejects.toMatchObject({ type: 'LeaseLostError' });
      expect(await readBack()).toMatchObject({ open: [{ kind: 'disableUser' }], hasEnded: false });
      await enabling;
    });
  });

  it('are about one user also when two people are linked to it', async () => {
    const before = await ask('offboard');
    await stage.prepare(before, account);
    const other = await createPerson(stage.store.db, { emails: [] });
    await stage.store.db.updateTable('links').set({ personId: other.id }).where('personId', '=', person.id).execute();
    const after = await stage.ask(other, { kind: 'move', wanted: { everywhere: leaveGroups } });
    expect(await stage.prepare(after, account)).toEqual({ kind: 'busy' });
  });
});

describe('an earlier attempt of the same run', () => {
  it('writes no more once the plan was made anew', async () => {
    const run = await ask('offboard');
    const stale = await fenceOf(run);
    const fence = await fenceOf(run);
    await expect(stage.perform(run, account, 'disableUser', stale)).rejects.toMatchObject({ type: 'LeaseLostError' });
    expect(user().active).toBe(true);
    expect(await stage.perform(run, account, 'disableUser', fence)).toMatchObject({ outcome: 'done' });
  });
});

describe('an attempt at reading back', () => {
  const stateOf = async ({ id }: Run) => (await listRunAccounts(stage.store.db, id))[0]?.state;
  const readBack = ({ id: runId }: Run, fence: number) =>
    stage.attempt('verifyAccount', { runId, accountId: account.id, fence, mayEnd: true });
  /** A run that has done all it wanted. */
  const doneRun = async () => {
    const run = await ask('access');
    const fence = await fenceOf(run);
    await stage.perform(run, account, 'removeFromGroup', fence);
    return { run, fence };
  };

  it('that is made again, because the worker died, is no end where something came back meanwhile', async () => {
    const { run, fence } = await doneRun();
    expect(await readBack(run, fence)).toMatchObject({ hasEnded: true });
    expect(await stateOf(run)).toBe('verified');
    account.simulated.change.addMember('viewer', email);
    expect(await readBack(run, fence)).toMatchObject({ hasEnded: false, open: [{ kind: 'removeFromGroup' }] });
    expect(await stateOf(run)).toBe('working');
  });

  it('that is made again where all is as it was has the account planned anew, and is no second end', async () => {
    const { run, fence } = await doneRun();
    await readBack(run, fence);
    await expect(readBack(run, fence)).rejects.toMatchObject({ type: 'LeaseLostError' });
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'nothing-to-do' });
  });

  it('that ends late takes no lease from those that came after it', async () => {
    const { run, fence: late } = await doneRun();
    account.simulated.change.addMember('viewer', email);
    const fence = await fenceOf(run);
    account.simulated.change.removeMember('viewer', email);
    await expect(readBack(run, late)).rejects.toMatchObject({ type: 'LeaseLostError' });
    account.simulated.change.addMember('viewer', email);
    expect(await stage.perform(run, account, 'removeFromGroup', fence)).toMatchObject({ outcome: 'done' });
  });
});

describe('a second look', () => {
  /** An offboarding that was verified, and what came back afterwards. */
  async function lookedAfter(): Promise<Run> {
    const run = await ask('offboard');
    const fence = await fenceOf(run);
    await stage.perform(run, account, 'disableUser', fence);
    await stage.perform(run, account, 'logoutUser', fence);
    await stage.perform(run, account, 'removeFromGroup', fence);
    const key = { runId: run.id, accountId: account.id };
    await stage.attempt('recordAccount', { ...key, state: 'verified', detail: 'disabled, 0 groups' });
    await stage.attempt('recordStage', { runId: run.id, stage: 'verified', attention: null });
    account.simulated.change.enableUser(email);
    account.simulated.change.addMember('editor', email);
    return run;
  }
  const look = ({ id: runId }: Run) => stage.attempt('lookAgain', { runId, accountId: account.id });

  it('finds what came back, and may repair it; who signed in meanwhile is signed out again', async () => {
    const run = await lookedAfter();
    expect(await look(run)).toEqual({
      cameBack: ['the user is enabled again', 'member of editor'],
      detail: expect.stringContaining('enabled, 1 groups'),
    });
    const plan = await stage.prepare(run, account);
    const kinds = plan.kind === 'ready' ? plan.steps.map(({ kind }) => kind) : [];
    expect(kinds).toEqual(['disableUser', 'logoutUser', 'removeFromGroup']);
  });

  it('is taken again until all could be read', async () => {
    const run = await lookedAfter();
    const fault = {
      account: 'acme',
      method: 'GET',
      path: '/groups',
      nth: 1,
      fault: { kind: 'status', status: 500 },
    } as const;
    stage.simulator.faults.add(fault);
    await expect(look(run)).rejects.toMatchObject({ type: 'RetoolUnavailableError', nonRetryable: false });
    expect(await look(run)).toMatchObject({ cameBack: ['the user is enabled again', 'member of editor'] });
  });

  it('tells of a user who may be theirs: that is no absence', async () => {
    const alias = `alias-${email}`;
    person = await createPerson(stage.store.db, { emails: [`nobody-${email}`] });
    await stage.store.db
      .insertInto('identities')
      .values({ personId: person.id, kind: 'former-email', value: alias })
      .execute();
    const run = await ask('offboard');
    expect(await stage.prepare(run, account)).toMatchObject({ kind: 'nothing-to-do' });
    account.simulated.change.createUser({ email: alias });
    const doubt = expect.stringContaining('perhaps a user again: only a former address or an alias fits (user_');
    expect(await look(run)).toMatchObject({ cameBack: [doubt] });
    const evidence = toEvidence(await readEvidenceFacts(stage.store.db, run.id, new Date()));
    expect(evidence.accounts).toMatchObject([{ secondLook: 'came-back', cameBack: [doubt] }]);
  });

  it('only reports who was hired again', async () => {
    const run = await lookedAfter();
    await stage.store.db.updateTable('people').set({ episode: 2 }).where('id', '=', person.id).execute();
    const why = 'the person has a newer employment';
    expect(await look(run)).toMatchObject({ cameBack: ['the user is enabled again', 'member of editor'], voidBy: why });
    expect(await stage.prepare(run, account)).toEqual({ kind: 'superseded', detail: why });
  });

  it('does not write with a plan of before the person was hired again', async () => {
    const run = await lookedAfter();
    const fence = await fenceOf(run);
    await stage.store.db.updateTable('people').set({ episode: 2 }).where('id', '=', person.id).execute();
    const repair = stage.perform(run, account, 'disableUser', fence);
    await expect(repair).rejects.toMatchObject({ type: 'PlanOutdatedError' });
    expect(user().active).toBe(true);
  });
});
