import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StepKind } from '../../../domain/plan/step.js';
import { readLedger } from '../../../store/ledger.js';
import { findPlan } from '../../../store/run-plans.js';
import { applyPlan } from '../../setup/apply-plan.js';
import { createRulesStage, members, policyOf, rule, type RulesStage, usualPolicy } from '../../setup/rules-stage.js';

let stage: RulesStage;

beforeAll(async () => {
  stage = await createRulesStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.policy = usualPolicy;
});

describe.each([
  ['the newest version', () => stage.cloud],
  ['a version of before 3.244', () => stage.onPrem],
])('somebody who starts, in %s', (_, account) => {
  test('gets a user, then their groups, in one run', async () => {
    const { run, person } = await stage.start();
    const applied = await applyPlan(stage, run, account());
    expect(applied.steps).toEqual(['create the user', 'add to viewer', 'add to editor']);
    expect(applied.detail).toBe('enabled, 2 groups, 0 invites, 0 direct grants');
    const user = account().simulated.findUser(person.email);
    expect(user).toMatchObject({ active: true, firstName: 'Nora', lastName: 'Lind' });
  });

  test('ends when all of it is read back, with nothing held that the run took on its way', async () => {
    const { run } = await stage.start();
    await applyPlan(stage, run, account());
    const key = { runId: run.id, accountId: account().id };
    const { fence } = await stage.attempt('prepareAccountPlan', { ...key, purpose: 'act' }).then((plan) => {
      if (plan.kind !== 'nothing-to-do') throw new Error(`It is ${plan.kind}.`);
      return plan;
    });
    expect(await stage.attempt('verifyAccount', { ...key, fence, mayEnd: true })).toMatchObject({ hasEnded: true });
    const leases = await stage.store.db.selectFrom('leases').selectAll().where('runId', '=', run.id).execute();
    expect(leases).toHaveLength(2);
    expect(leases.filter(({ releasedAt }) => releasedAt === null)).toEqual([]);
  });

  test('is not made twice when the answer was lost', async () => {
    const { run, person } = await stage.start();
    const fault = { kind: 'lose-answer' } as const;
    stage.simulator.faults.add({ account: account().name, method: 'POST', path: '/users', nth: 1, fault });
    const prepared = await stage.prepare(run, account());
    expect(prepared.kind).toBe('ready');
    const input = { runId: run.id, accountId: account().id, stepId: 'createUser', fence: fenceOf(prepared) };
    await expect(stage.attempt('ensureRetoolUserCreated', input)).rejects.toMatchObject({ nonRetryable: false });
    expect(await stage.attempt('ensureRetoolUserCreated', input)).toMatchObject({ outcome: 'done' });
    const made = account()
      .simulated.users()
      .filter(({ email }) => email === person.email);
    expect(made).toHaveLength(1);
  });

  test('ends in the record what a new plan, or reading back, finds done, though its answer was lost', async () => {
    const { run } = await stage.start();
    const ends = async (stepId: string) => {
      const rows = await readLedger(stage.store.db, run.id);
      return rows.flatMap(({ entry }) => (entry.kind === 'step-ended' && entry.stepId === stepId ? entry.outcome : []));
    };
    const loseAnswer = async (path: string, kind: StepKind, fence: number) => {
      const fault = { kind: 'lose-answer' } as const;
      stage.simulator.faults.add({ account: account().name, method: 'POST', path, nth: 1, fault });
      await expect(stage.perform(run, account(), kind, fence)).rejects.toMatchObject({ nonRetryable: false });
    };
    await loseAnswer('/users', 'createUser', fenceOf(await stage.prepare(run, account())));
    const prepared = await stage.prepare(run, account());
    expect(await ends('createUser')).toEqual(['unknown', 'done']);

    const [viewer = '', editor = ''] = stepsOf(prepared);
    await loseAnswer('/groups/*/members', 'addToGroup', fenceOf(prepared));
    await stage.attempt('verifyAccount', { runId: run.id, accountId: account().id, fence: 1, mayEnd: false });
    expect([await ends(viewer), await ends(editor)]).toEqual([['unknown', 'done'], []]);
  });

  test('that exists by now counts as made', async () => {
    const { run, person } = await stage.start();
    const prepared = await stage.prepare(run, account());
    account().simulated.change.createUser({ email: person.email });
    const input = { runId: run.id, accountId: account().id, stepId: 'createUser', fence: fenceOf(prepared) };
    expect(await stage.attempt('ensureRetoolUserCreated', input)).toMatchObject({ outcome: 'already-so' });
  });
});

describe('the records of a run', () => {
  test('have neither the name nor the address of whom it made a user for', async () => {
    const { run, person } = await stage.start();
    await applyPlan(stage, run, stage.cloud);
    const { db } = stage.store;
    const ledger = await db.selectFrom('ledger').select('body').where('runId', '=', run.id).execute();
    const records = JSON.stringify([ledger, await findPlan(db, { runId: run.id, accountId: stage.cloud.id })]);
    expect(records).toContain('createUser');
    for (const secret of [person.email, 'Nora', 'Lind']) expect(records).not.toContain(secret);
  });

  test('say what the rules wanted then', async () => {
    const { run } = await stage.start({ department: 'Sales' });
    await applyPlan(stage, run, stage.cloud);
    const wanted = (await stage.entries(run, 'verified')).map((entry) => entry.wanted?.memberships?.present);
    expect(wanted.at(-1)).toEqual([{ groupId: groupId('viewer'), groupName: 'viewer' }]);
  });
});

describe('an onboarding', () => {
  test('takes nothing from somebody who works there already', async () => {
    const email = 'contractor@acme.example';
    stage.cloud.simulated.change.createUser({ email, groups: ['admin'] });
    const { run } = await stage.start({ email });
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['add to viewer', 'add to editor']);
    expect(stage.cloud.simulated.findUser(email)?.groups.sort()).toEqual(['All Users', 'admin', 'editor', 'viewer']);
  });

  test('gives nothing where no rule does, and says so', async () => {
    stage.policy = policyOf(rule('elsewhere', { accounts: ['beta'] }));
    const { run, person } = await stage.start();
    expect(await applyPlan(stage, run, stage.cloud)).toMatchObject({
      steps: [],
      detail: 'no rule of the policy gives access here',
    });
    expect(stage.cloud.simulated.findUser(person.email)).toBeUndefined();
  });

  test('does all it can, and is held for a group that the account does not have', async () => {
    stage.policy = policyOf(rule('typo', { groups: members('viewer', 'edtor') }));
    const { run } = await stage.start();
    const applied = await applyPlan(stage, run, stage.cloud);
    expect(applied).toMatchObject({ steps: ['create the user', 'add to viewer'], held: ['unknown-group'], open: [] });
    const prepared = await stage.prepare(run, stage.cloud);
    expect(prepared).toMatchObject({ stopped: [{ reason: 'no group "edtor" in cloud; near: "editor"' }] });
  });

  test('finds a group that was made after the last sync', async () => {
    stage.cloud.simulated.change.createGroup('Fresh');
    stage.policy = policyOf(rule('fresh', { groups: [{ name: 'Fresh', isGroupAdmin: true }] }));
    const { run } = await stage.start();
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual([
      'create the user',
      'add to Fresh as group admin',
    ]);
  });

  test('waits for an approval of the group admin alone', async () => {
    stage.policy = policyOf(rule('admins', { groups: members('viewer', 'admin') }));
    const { run } = await stage.start();
    expect(await applyPlan(stage, run, stage.cloud)).toMatchObject({
      steps: ['create the user', 'add to viewer'],
      held: ['admin-group'],
      open: ['add to admin'],
    });
    await stage.override(run, 'admin-group');
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['add to admin']);
  });

  test('waits for an approval of a paid seat alone, where seats are named', async () => {
    stage.policy = {
      ...policyOf(rule('builders', { seat: 'builder', groups: members('viewer') })),
      accounts: { cloud: { readOnly: false, writesPaused: false, namedSeats: true } },
    };
    const { run, person } = await stage.start();
    expect(await applyPlan(stage, run, stage.cloud)).toMatchObject({
      steps: ['create the user', 'add to viewer'],
      held: ['paid-seat'],
    });
    expect(stage.cloud.simulated.findUser(person.email)?.seatType).toBe('internalUser');
    stage.policy = { ...stage.policy, approvals: { ...stage.policy.approvals, paidSeat: 'never' } };
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['set the seat to builder (now internalUser)']);
  });

  test('sends one invite with the groups where the policy invites', async () => {
    stage.policy = { ...stage.policy, onboarding: { ...stage.policy.onboarding, create: 'invite' } };
    const { run, person } = await stage.start();
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['send an invite']);
    expect(await applyPlan(stage, run, stage.cloud)).toMatchObject({
      steps: [],
      detail: 'nothing to do: invited already',
    });
    stage.cloud.simulated.change.claimInvite(person.email);
    expect(stage.cloud.simulated.findUser(person.email)?.groups).toContain('editor');
  });

  test('makes nobody a user under an address that two people have', async () => {
    const { run, person } = await stage.start();
    await stage.hire({ email: person.email });
    expect(await applyPlan(stage, run, stage.cloud)).toMatchObject({ steps: [], held: ['no-user'] });
  });
});

function stepsOf(prepared: { kind: string; steps?: { id: string }[] }): string[] {
  return (prepared.steps ?? []).map(({ id }) => id);
}

function fenceOf(prepared: { kind: string; fence?: number }): number {
  return prepared.fence ?? 0;
}

function groupId(name: string): number {
  return stage.cloud.simulated.groups().find((group) => group.name === name)?.id ?? 0;
}
