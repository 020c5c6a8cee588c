import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLifecycleActivities, type LifecycleDeps } from '../../activities/lifecycle/lifecycle-activities.js';
import type { LifecycleActivities } from '../../activities/lifecycle/lifecycle-steps.js';
import { createSealer } from '../../codec/sealer.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { readDefaultPolicy } from '../../config/policy-file.js';
import { createPolicyKeeper } from '../../config/policy-keeper.js';
import type { DecidedCommand } from '../../domain/decided-command.js';
import { recordDecision, refuseDecision } from '../../store/decisions.js';
import { readLedger } from '../../store/ledger.js';
import { addOperator, type Operator } from '../../store/operators.js';
import { findLink } from '../../store/people.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { getRun, listRuns, updateRun } from '../../store/runs.js';
import { makeTestFolder } from '../setup/folder.js';
import { addPerson, addRun } from '../setup/lifecycle.js';
import { addAccount, openTestStore, type TestStore } from '../setup/store.js';

let store: TestStore;
let otto: Operator;
beforeAll(async () => {
  store = await openTestStore();
  const expiresAt = new Date('2199-01-01T00:00:00Z');
  otto = (await addOperator(store.db, { name: 'otto', role: 'admin', expiresAt })).operator;
});
afterAll(() => store.close());

/** Attempts that fail are what these tests are about. */
const logger = new DefaultLogger('ERROR');
const ring = generateKeyRing();
const sealer = createSealer(ring);

/** Runs one attempt of a step that needs no account. */
async function attempt<Step extends keyof LifecycleActivities>(
  step: Step,
  input: Parameters<LifecycleActivities[Step]>[0],
  changes: Partial<LifecycleDeps> = {},
): Promise<Awaited<ReturnType<LifecycleActivities[Step]>>> {
  const activities = createLifecycleActivities({
    db: store.db,
    withAccount: () => Promise.reject(new Error('no account is needed here')),
    sealer,
    policy: () => Promise.resolve(readDefaultPolicy()),
    now: () => new Date(),
    ...changes,
  });
  const run = activities[step] as (given: typeof input) => Promise<Awaited<ReturnType<LifecycleActivities[Step]>>>;
  return (await new MockActivityEnvironment({}, { logger }).run(run, input)) as Awaited<
    ReturnType<LifecycleActivities[Step]>
  >;
}

/** A run that acts in two accounts. */
async function addActingRun() {
  const person = await addPerson(store.db);
  const accounts = [await addAccount(store.db), await addAccount(store.db)] as const;
  const { id: runId } = await addRun(store.db, { personId: person.id, episode: 1, stage: 'acting' });
  await openRunAccounts(store.db, runId, [...accounts]);
  return { runId, person, accounts };
}

describe('the end of a run', () => {
  const done = { stage: 'done', attention: null, outcome: 'verified' } as const;

  it('is written and signed at once', async () => {
    const { runId } = await addActingRun();
    await attempt('recordStage', { runId, ...done });
    expect(await getRun(store.db, runId)).toMatchObject({ stage: 'done', outcome: 'verified' });
    const head = await store.db.selectFrom('ledgerHeads').select('ledgerSeq').where('runId', '=', runId).execute();
    expect(head).toEqual([{ ledgerSeq: 1 }]);
  });

  it('is not written when it cannot be signed', async () => {
    const [signed, { runId }] = [await addActingRun(), await addActingRun()];
    await attempt('recordStage', { runId: signed.runId, ...done });
    const otherKeys = createSealer(generateKeyRing());
    await expect(attempt('recordStage', { runId, ...done }, { sealer: otherKeys })).rejects.toThrow();
    expect(await getRun(store.db, runId)).toMatchObject({ stage: 'acting', closedAt: null });
    expect(await readLedger(store.db, runId)).toEqual([]);
  });

  it('is tried again while a key is missing, says what to do, and is written once the key is back', async () => {
    const [signed, { runId }] = [await addActingRun(), await addActingRun()];
    await attempt('recordStage', { runId: signed.runId, ...done });
    const without = createSealer(generateKeyRing());
    await expect(attempt('recordStage', { runId, ...done }, { sealer: without })).rejects.toMatchObject({
      type: 'UnknownKeyError',
      nonRetryable: false,
      message: expect.stringContaining(`Encrypted with key "${ring.currentId}"`) as string,
    });
    await attempt('recordStage', { runId, ...done });
    expect(await getRun(store.db, runId)).toMatchObject({ stage: 'done' });
  });
});

describe('attention', () => {
  it('follows how the accounts stand, while the run goes on', async () => {
    const { runId, accounts } = await addActingRun();
    const [first, second] = accounts;
    const note = (accountId: string, state: 'held' | 'waiting' | 'verified') =>
      attempt('recordAccount', { runId, accountId, state, detail: state });
    const listed = async () =>
      (await listRuns(store.db, { attention: true, limit: 99 })).find(({ id }) => id === runId)?.attention;
    await note(first.id, 'waiting');
    expect(await listed()).toBe('account-unusable');
    await note(second.id, 'held');
    expect(await listed()).toBe('account-held');
    await Promise.all([note(first.id, 'verified'), note(second.id, 'verified')]);
    expect(await listed()).toBeUndefined();
  });

  it('of a run that has ended stays', async () => {
    const { runId, accounts } = await addActingRun();
    await attempt('recordStage', { runId, stage: 'done', attention: 'access-came-back', outcome: 'access-came-back' });
    await noteAccountState(store.db, { runId, accountId: accounts[0].id }, { state: 'verified', detail: null });
    expect((await getRun(store.db, runId)).attention).toBe('access-came-back');
  });
});

describe('a decision', () => {
  const link = (runId: string, accountId: string) =>
    recordDecision(store.db, {
      runId,
      accountId,
      kind: 'link',
      operator: otto,
      reason: 'asked her',
      detail: { userId: 'user_ada' },
    });

  it('that says which user somebody is holds once the run takes it', async () => {
    const { runId, person, accounts } = await addActingRun();
    const { id: decisionId } = await link(runId, accounts[0].id);
    expect(await findLink(store.db, accounts[0].id, person.id)).toBeNull();
    expect(await attempt('readDecision', { runId, decisionId, kinds: ['link'] })).toMatchObject({
      kind: 'link',
      operator: 'otto',
    });
    expect(await findLink(store.db, accounts[0].id, person.id)).toBe('user_ada');
  });

  it('that was refused, or is about another run, is not taken', async () => {
    const { runId, person, accounts } = await addActingRun();
    const refused = await link(runId, accounts[0].id);
    await refuseDecision(store.db, refused, 'The run has ended.');
    await expect(attempt('readDecision', { runId, decisionId: refused.id, kinds: ['link'] })).rejects.toThrow(
      'was refused before',
    );
    const { runId: otherId } = await addActingRun();
    const { id: decisionId } = await link(runId, accounts[1].id);
    const other = attempt('readDecision', { runId: otherId, decisionId, kinds: ['link'] });
    await expect(other).rejects.toThrow('about another run');
    expect(await findLink(store.db, accounts[0].id, person.id)).toBeNull();
  });

  it.each([
    ['of no decision', randomUUID()],
    ['of any shape', 'tess'],
  ])('that there is not is not waited for: an id %s', async (_, decisionId) => {
    const { runId } = await addActingRun();
    const read = attempt('readDecision', { runId, decisionId, kinds: ['retry'] });
    await expect(read).rejects.toMatchObject({ type: 'DecisionNotFoundError', nonRetryable: true });
  });

  it('stands for nothing else than what was decided', async () => {
    const { runId, person, accounts } = await addActingRun();
    const [{ id: accountId }, { id: otherId }] = accounts;
    const { id: decisionId } = await link(runId, accountId);
    const read = (command: DecidedCommand) => attempt('readDecision', { runId, decisionId, ...command });
    await expect(read({ kinds: ['skip', 'retry'] })).rejects.toThrow('Something else was decided.');
    await expect(read({ kinds: ['link'], accountId: otherId })).rejects.toThrow('Something else was decided.');
    expect(await findLink(store.db, accountId, person.id)).toBeNull();
    expect(await read({ kinds: ['link'], accountId })).toMatchObject({ operator: 'otto', reason: 'asked her' });
  });
});

describe('another moment', () => {
  const at = '2027-03-01T00:00:00.000Z';

  it('is newer than all facts that were read before, and comes with all that is known by then', async () => {
    const { runId } = await addActingRun();
    const before = await attempt('readRunFacts', { runId });
    await store.db.updateTable('runs').set({ liftedAt: new Date() }).where('id', '=', runId).execute();
    const facts = await attempt('rescheduleRun', { runId, at });
    expect(facts).toMatchObject({ factsVersion: before.factsVersion + 1, effectiveAt: at, isLifted: true });
    expect(await attempt('readRunFacts', { runId })).toEqual(facts);
  });

  it('given three times at once has one order: each has a version of its own, and the last one holds', async () => {
    const { runId } = await addActingRun();
    const moments = [at, '2027-04-01T00:00:00.000Z', '2027-05-01T00:00:00.000Z'];
    const moved = await Promise.all(moments.map((moment) => attempt('rescheduleRun', { runId, at: moment })));
    const last = moved.toSorted((a, b) => a.factsVersion - b.factsVersion).at(-1);
    expect(new Set(moved.map(({ factsVersion }) => factsVersion)).size).toBe(3);
    expect(await attempt('readRunFacts', { runId })).toEqual(last);
  });
});

describe('a moment that there is not', () => {
  it.each([
    { lastDay: '2026-02-30', timeZone: 'Europe/Berlin' },
    { lastDay: '2026-12-31', timeZone: 'Europe/Berln' },
    { at: '2026-12-31T23:00:00Z', timeZone: 'Europe/Berln' },
    { lastDay: '2026-12-31', timeZone: 5 as never },
  ])('is refused, and not tried again: %o', async (moment) => {
    const { runId } = await addActingRun();
    const refused = attempt('rescheduleRun', { runId, ...moment });
    await expect(refused).rejects.toMatchObject({
      nonRetryable: true,
      message: expect.stringContaining('no such day'),
    });
    expect(await readLedger(store.db, runId)).toEqual([]);
  });
});

describe('a run that begins', () => {
  const begin = (runId: string) => attempt('recordStage', { runId, stage: 'acting', attention: null, factsVersion: 0 });
  const move = (runId: string) =>
    attempt('rescheduleRun', { runId, at: '2099-01-01T00:00:00Z', timeZone: 'UTC', by: 'tess', reason: 'stays' });

  it('hears of what was not told yet, and records nothing', async () => {
    const { runId } = await addActingRun();
    await updateRun(store.db, runId, { stage: 'waiting' });
    await move(runId);
    expect(await begin(runId)).toMatchObject({ factsVersion: 1, effectiveAt: '2099-01-01T00:00:00.000Z' });
    expect(await getRun(store.db, runId)).toMatchObject({ stage: 'waiting', actedAt: null });
  });

  it('has begun where that was recorded and the answer was lost', async () => {
    const { runId } = await addActingRun();
    await updateRun(store.db, runId, { stage: 'waiting' });
    expect(await begin(runId)).toBeUndefined();
    await move(runId);
    expect(await begin(runId)).toBeUndefined();
  });

  const cancel = (runId: string, reason: string) =>
    recordDecision(store.db, { runId, kind: 'cancel', operator: otto, reason });

  it('reads that it was cancelled before', async () => {
    const [{ runId }, { runId: otherId }] = [await addActingRun(), await addActingRun()];
    await cancel(runId, 'the wrong person');
    await cancel(runId, 'said again');
    expect((await attempt('openRun', { runId })).cancel).toEqual({ by: 'otto', reason: 'the wrong person' });
    expect(await attempt('openRun', { runId: otherId })).not.toHaveProperty('cancel');
  });

  it('takes no cancellation that was refused, and no other decision for one', async () => {
    const { runId } = await addActingRun();
    await refuseDecision(store.db, await cancel(runId, 'the wrong person'), 'It has ended.');
    await recordDecision(store.db, { runId, kind: 'try-now', operator: otto, reason: 'urgent' });
    expect(await attempt('openRun', { runId })).not.toHaveProperty('cancel');
  });
});

describe('a policy file that cannot be used', () => {
  const keeperOf = async (text: string) => {
    const path = join(await makeTestFolder(), 'steward.policy.yaml');
    await writeFile(path, text);
    const keeper = createPolicyKeeper({ path, required: true, onProblem: () => {} });
    return { path, policy: keeper.current };
  };
  const failure = {
    type: 'PolicyError',
    nonRetryable: false,
    message: expect.stringContaining('steward.policy.yaml:2:20 default_time_zone: is not a time zone') as string,
  };

  it('lets a new run wait with line and column, and begin when it is mended', async () => {
    const { runId } = await addActingRun();
    const { path, policy } = await keeperOf('version: 1\ndefault_time_zone: Asia/Tokio\n');
    await expect(attempt('openRun', { runId }, { policy })).rejects.toMatchObject(failure);
    expect((await getRun(store.db, runId)).attention).toBe('policy-broken');
    await writeFile(path, 'version: 1\ndefault_time_zone: Asia/Tokyo\n');
    expect(await attempt('openRun', { runId }, { policy })).toMatchObject({ kind: 'offboard', askedBy: 'tess' });
  });

  it('keeps an account waiting that goes by it', async () => {
    const { policy } = await keeperOf('version: 1\ndefault_time_zone: Asia/Tokio\n');
    const waiting = attempt('awaitUsableAccount', { accountId: randomUUID() }, { policy });
    await expect(waiting).rejects.toMatchObject({ ...failure, nextRetryDelay: 15_000 });
  });
});
