import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendLedger } from '../../../store/ledger.js';
import { findPlan } from '../../../store/run-plans.js';
import { applyPlan } from '../../setup/apply-plan.js';
import { createRulesStage, type RulesStage, usualPolicy } from '../../setup/rules-stage.js';

let stage: RulesStage;

beforeAll(async () => {
  stage = await createRulesStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.policy = usualPolicy;
});

describe('somebody who comes back', () => {
  const leave = ({ simulated }: RulesStage['cloud'], email: string) => {
    simulated.change.createUser({ email, groups: ['editor', 'admin'] });
    simulated.change.disableUser(email);
  };

  test('has left their old groups, and was seen to have, before they are enabled', async () => {
    const email = 'back.cloud@acme.example';
    leave(stage.cloud, email);
    const { run } = await stage.start({ email, department: 'Sales', episode: 2 });
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual([
      'remove from admin',
      'remove from editor',
      'enable the user',
      'add to viewer',
    ]);
    const kinds = (await stage.entries(run)).map((entry) =>
      entry.kind === 'verified'
        ? entry.purpose
        : 'stepId' in entry
          ? `${entry.kind} ${entry.stepId?.split('/')[0]}`
          : '',
    );
    expect(kinds.indexOf('before-enabling')).toBeGreaterThan(kinds.lastIndexOf('step-ended removeFromGroup'));
    expect(kinds.indexOf('before-enabling')).toBeLessThan(kinds.indexOf('step-intended enableUser'));
  });

  test('is not enabled while an old group is still there', async () => {
    const email = 'stuck.cloud@acme.example';
    leave(stage.cloud, email);
    const { run } = await stage.start({ email, episode: 2 });
    const prepared = await stage.prepare(run, stage.cloud);
    const enabled = await stage.perform(run, stage.cloud, 'enableUser', fenceOf(prepared));
    expect(enabled).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('remove from admin') });
    expect(stage.cloud.simulated.findUser(email)?.active).toBe(false);
  });

  test('waits for an operator where a disabled user cannot leave groups; then is enabled, cleared and seen so', async () => {
    const email = 'back.on-prem@acme.example';
    leave(stage.onPrem, email);
    const { run } = await stage.start({ email, department: 'Sales', episode: 2 });
    const applied = await applyPlan(stage, run, stage.onPrem);
    expect(applied).toMatchObject({ held: ['old-access'], steps: ['add to viewer'] });
    expect(stage.onPrem.simulated.findUser(email)?.active).toBe(false);
    await stage.override(run, 'old-access');
    expect((await applyPlan(stage, run, stage.onPrem)).steps).toEqual([
      'enable the user',
      'remove from admin',
      'remove from editor',
    ]);
    expect(stage.onPrem.simulated.findUser(email)).toMatchObject({ active: true, groups: ['viewer', 'All Users'] });
  });

  test('before anybody knew of an earlier employment brings nothing of it either', async () => {
    const email = 'unknown.back@acme.example';
    leave(stage.cloud, email);
    const { run } = await stage.start({ email, department: 'Sales' });
    await applyPlan(stage, run, stage.cloud);
    expect(stage.cloud.simulated.findUser(email)).toMatchObject({ active: true, groups: ['viewer', 'All Users'] });
  });
});

describe('a mover', () => {
  test('gets the new access first; managed groups go after the overlap, and what was given by hand stays', async () => {
    const email = 'mover@acme.example';
    stage.cloud.simulated.change.createUser({ email, groups: ['editor', 'admin'] });
    const { run } = await stage.start({ email, department: 'Sales' }, 'move');
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['add to viewer']);
    const retired = await applyPlan(stage, run, stage.cloud, 'retire');
    expect(retired.steps).toEqual(['remove from editor']);
    expect(retired.detail).toContain('given by hand and kept: admin');
    expect(stage.cloud.simulated.findUser(email)?.groups.sort()).toEqual(['All Users', 'admin', 'viewer']);
  });
});

describe('a suspension', () => {
  test('keeps everything, and ends with what rules give today', async () => {
    const email = 'on.leave@acme.example';
    stage.cloud.simulated.change.createUser({ email, groups: ['editor'] });
    const { run } = await stage.start({ email, department: 'Sales' }, 'suspend');
    expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['disable the user', 'end all sessions']);
    expect(stage.cloud.simulated.findUser(email)).toMatchObject({ active: false, groups: ['editor', 'All Users'] });
    expect((await applyPlan(stage, run, stage.cloud, 'lift')).steps).toEqual([
      'remove from editor',
      'enable the user',
      'add to viewer',
    ]);
  });

  test('enables nobody whom somebody else had disabled', async () => {
    const email = 'off.before@acme.example';
    stage.cloud.simulated.change.createUser({ email, groups: ['viewer', 'editor'] });
    stage.cloud.simulated.change.disableUser(email);
    const { run } = await stage.start({ email }, 'suspend');
    await applyPlan(stage, run, stage.cloud);
    await applyPlan(stage, run, stage.cloud, 'lift');
    expect(stage.cloud.simulated.findUser(email)?.active).toBe(false);
  });
});

test('access for a time ends with what there was before', async () => {
  const email = 'for.a.time@acme.example';
  stage.cloud.simulated.change.createUser({ email, groups: ['viewer'] });
  const groups = ['viewer', 'editor'].map((groupName) => ({ groupId: groupId(groupName), groupName }));
  const wanted = { everywhere: { memberships: { present: groups, absent: [] } } };
  const run = await stage.ask(await stage.hire({ email }), { kind: 'access', wanted });
  expect((await applyPlan(stage, run, stage.cloud)).steps).toEqual(['add to editor']);
  expect((await applyPlan(stage, run, stage.cloud, 'retire')).steps).toEqual(['remove from editor']);
  expect(await applyPlan(stage, run, stage.cloud, 'retire')).toMatchObject({ steps: [], open: [] });
  expect(stage.cloud.simulated.findUser(email)?.groups).toEqual(['viewer', 'All Users']);
  // The request says what was wanted at first, the ledger what was wanted at the end.
  const recorded = (await stage.entries(run, 'verified')).map((entry) => entry.wanted?.memberships);
  expect(recorded[0]).toBeUndefined();
  expect(recorded.at(-1)).toEqual({ present: [], absent: [groupId('editor')] });
});

test('access for a time that had to be given twice ends with what there was before the first time', async () => {
  const email = 'given.twice@acme.example';
  const { change, describeUser } = stage.cloud.simulated;
  change.createUser({ email, groups: ['editor'] });
  const asked = [{ groupId: groupId('editor'), groupName: 'editor', isGroupAdmin: true }];
  const wanted = { everywhere: { memberships: { present: asked, absent: [] } } };
  const run = await stage.ask(await stage.hire({ email }), { kind: 'access', wanted });
  await applyPlan(stage, run, stage.cloud);
  change.removeMember('editor', email);
  await applyPlan(stage, run, stage.cloud);
  await applyPlan(stage, run, stage.cloud, 'retire');
  expect(describeUser(email)).toMatchObject({ groups: ['editor'], groupAdminOf: [] });
});

test('access for a time is taken back also where nobody saw that it was given', async () => {
  const email = 'unseen@acme.example';
  const { change, describeUser } = stage.cloud.simulated;
  change.createUser({ email, groups: ['viewer'] });
  const asked = [{ groupId: groupId('editor'), groupName: 'editor' }];
  const wanted = { everywhere: { memberships: { present: asked, absent: [] } } };
  const run = await stage.ask(await stage.hire({ email }), { kind: 'access', wanted });
  const key = { runId: run.id, accountId: stage.cloud.id };
  const prepared = await stage.prepare(run, stage.cloud);
  const [step] = (await findPlan(stage.store.db, key))?.plan.steps ?? [];
  if (!step) throw new Error('There is no step.');
  // Its worker died, and the account was not to be reached before the end came.
  const intent = { kind: 'step-intended' as const, accountId: key.accountId, stepId: step.id, step };
  await appendLedger(stage.store.db, run.id, [{ ...intent, fence: fenceOf(prepared) }]);
  const retire = () => stage.attempt('prepareAccountPlan', { ...key, purpose: 'act', phase: 'retire' });
  expect(await retire()).toMatchObject({ kind: 'nothing-to-do', isUnsettled: true });
  change.addMember('editor', email);
  expect((await applyPlan(stage, run, stage.cloud, 'retire')).steps).toEqual(['remove from editor']);
  expect(describeUser(email)).toMatchObject({ groups: ['viewer'] });
});

function fenceOf(prepared: { kind: string; fence?: number }): number {
  return prepared.fence ?? 0;
}

function groupId(name: string): number {
  return stage.cloud.simulated.groups().find((group) => group.name === name)?.id ?? 0;
}
