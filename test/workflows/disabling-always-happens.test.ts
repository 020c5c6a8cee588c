import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PerformStepInput, PlannedStep, PreparedPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { failureTypes } from '../../domain/failures.js';
import { stepActivityNames } from '../../domain/plan/step-activities.js';
import type { StepKind } from '../../domain/plan/step.js';
import { cancelUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const kinds = (Object.keys(stepActivityNames) as StepKind[]).filter((kind) => kind !== 'disableUser');
/** What nobody foresaw is a failure, too. */
const failures = [...failureTypes, 'TypeError'];

type Order = (other: StepKind) => StepKind[];
const groupsFirst: Order = (other) => [other, 'disableUser'];
const disablingFirst: Order = (other) => ['disableUser', other];

const nameOf = (accountId: string) => accountId.split('/')[1] ?? '';
const kindOf = (name: string) => name.split(' ')[0] as StepKind;

/** In each account, named "kind …", a step of that kind and the disabling are wanted until each has been done once. */
function accountsWith(
  order: Order,
  names: string[],
  perform: (name: string, kind: StepKind, attempt: number) => Promise<unknown>,
) {
  const done: Record<string, StepKind[]> = Object.fromEntries(names.map((name) => [name, []]));
  const attempts = new Map<string, number>();
  const left = (accountId: string): PlannedStep[] =>
    order(kindOf(nameOf(accountId)))
      .filter((kind) => !done[nameOf(accountId)]?.includes(kind))
      .map((kind) => ({ id: kind, kind, text: kind }));
  const nothing = { stopped: [], notChecked: [], mayReadLater: false };
  const plan = async ({ accountId }: { accountId: string }): Promise<PreparedPlan> => {
    const steps = left(accountId);
    const beforeDisabling = Math.max(
      0,
      steps.findIndex(({ kind }) => kind === 'disableUser'),
    );
    if (steps.length === 0)
      return { kind: 'nothing-to-do', fence: 1, detail: 'all done', mayReadLater: false, weight: '' };
    return { kind: 'ready', fence: 1, steps, beforeDisabling, ...nothing, weight: '' };
  };
  const act =
    (kind: StepKind) =>
    async ({ accountId, stepId }: PerformStepInput) => {
      const attempt = (attempts.get(accountId + stepId) ?? 0) + 1;
      attempts.set(accountId + stepId, attempt);
      await perform(nameOf(accountId), kind, attempt);
      done[nameOf(accountId)]?.push(kind);
      return { outcome: 'done', problem: null };
    };
  const script: PersonScript = {
    accounts: names,
    prepareAccountPlan: plan,
    verifyAccount: async ({ accountId }) => {
      const open = left(accountId);
      return { open, detail: 'read back', notChecked: [], hasEnded: open.length === 0 };
    },
    ...Object.fromEntries(Object.entries(stepActivityNames).map(([kind, name]) => [name, act(kind as StepKind)])),
  };
  return { script, done };
}

/** For good, or to be tried again after a while. */
const fail = (type: string, nextRetryDelay?: `${number} minutes`) => {
  const again = nextRetryDelay ? { nextRetryDelay } : { nonRetryable: true };
  throw ApplicationFailure.create({ type, message: `${type} happened`, ...again });
};

/** All failures of the step that stands before the disabling in real life, and some of each other kind. */
const pairs = kinds.flatMap((kind, index) =>
  failures
    .filter((_, at) => kind === 'removeFromGroup' || at % kinds.length === index)
    .map((failure) => `${kind} ${failure}`),
);

/** Nobody can be disabled either while the account cannot be used: it is waited for, and the order is kept. */
const concernsAll = [
  'RetoolUnauthorizedError',
  'TokenUnavailableError',
  'WrongOrganizationError',
  'RetoolUnreachableError',
  'DatabaseError',
];

test.each([
  ['that stand before it', groupsFirst],
  ['that stand after it', disablingFirst],
])('the disabling is done in the first round, whatever fails of the steps %s', async (_, order) => {
  const { script, done } = accountsWith(order, pairs, async (name, kind, attempt) => {
    if (kind !== 'disableUser' && attempt === 1) fail(name.split(' ')[1] ?? '');
  });
  const run = await runs.start(script);
  await runs.environment.sleep('1 minute');
  // A missing scope waits for somebody, after the first round.
  await run.says(({ accounts }) => accounts.every(({ state }) => state === 'verified' || state === 'held'));
  await run.patient.executeUpdate(cancelUpdate, { args: [{ reason: 'the test is over' }] });
  await run.handle.result();
  for (const name of pairs) {
    const [kind, failure = ''] = name.split(' ');
    const isWaitedFor = order === groupsFirst && concernsAll.includes(failure);
    expect(done[name]?.[0], name).toBe(isWaitedFor ? kind : 'disableUser');
    expect(done[name], name).toContain('disableUser');
    const calls = run.calls.filter((call) => call.startsWith(`${name} `)).map((call) => call.slice(name.length + 1));
    const rounds = calls.map((call, at) => (call === 'prepareAccountPlan' ? at : -1)).filter((at) => at >= 0);
    expect(calls.indexOf('ensureRetoolUserDisabled'), name).toBeLessThan(rounds[1] ?? calls.length);
  }
});

test('steps before the disabling get five minutes together, then it is done', async () => {
  const began: Record<string, number> = {};
  const order: Order = () => ['removeFromGroup', 'revokeGrant', 'disableUser'];
  const { script } = accountsWith(order, ['acme'], async (_, kind, attempt) => {
    began[kind] ??= activityInfo().currentAttemptScheduledTimestampMs;
    if (kind !== 'disableUser' && attempt <= 3) fail('RetoolUnavailableError', '2 minutes');
  });
  const run = await runs.start(script);
  expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  const { removeFromGroup = 0, revokeGrant = 0, disableUser = 0 } = began;
  expect(revokeGrant).toBeLessThan(disableUser);
  expect((disableUser - removeFromGroup) / 60_000).toBeCloseTo(5, 1);
});

test.each(['RetoolUnavailableError', 'RetoolRateLimitedError', 'DatabaseError'])(
  'the disabling is tried for as long as it takes, at least every half hour: %s',
  async (failure) => {
    const tried: number[] = [];
    const { script } = accountsWith(disablingFirst, ['removeFromGroup'], async (_, kind) => {
      if (kind !== 'disableUser') return;
      tried.push(activityInfo().currentAttemptScheduledTimestampMs);
      if (Math.max(...tried) - Math.min(...tried) < 24 * 60 * 60_000) fail(failure);
    });
    const run = await runs.start(script);
    await runs.environment.sleep('1 hour');
    await run.says(({ accounts: [one] }) => one?.state === 'waiting' && one.detail?.includes(failure) === true);
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
    const gaps = tried.slice(1).map((at, index) => at - (tried[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(31 * 60_000);
  },
);

test('the disabling is tried again when it failed, also where a missing scope keeps another step from being done', async () => {
  const { script, done } = accountsWith(disablingFirst, ['removeFromGroup'], async (_, kind, attempt) => {
    if (kind === 'removeFromGroup') fail('RetoolForbiddenError');
    if (attempt === 1) fail('RetoolUnavailableError');
  });
  const run = await runs.start(script);
  await runs.environment.sleep('1 minute');
  await run.says(({ accounts }) => accounts[0]?.state === 'held');
  expect(done['removeFromGroup']).toEqual(['disableUser']);
  await run.patient.executeUpdate(cancelUpdate, { args: [{ reason: 'the test is over' }] });
  expect(await run.handle.result()).toMatchObject({ accounts: [{ state: 'given-up' }] });
});
