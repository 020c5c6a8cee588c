import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decided } from '../../scripts/histories/person-case.js';
import { readBack, usualPersonSteps } from '../../scripts/histories/person-steps.js';
import {
  accountChangedSignal,
  decideUpdate,
  rescheduleUpdate,
  retryAccountUpdate,
  skipAccountUpdate,
  tryNowUpdate,
} from '../../workflows/messages.js';
import type { PersonTicket } from '../../workflows/person-ticket.js';
import { createPersonRuns, heldPlan, type PersonRuns } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

/** As `awaitUsableAccount` fails while an account cannot be used. */
const notUsable = () =>
  Promise.reject(ApplicationFailure.create({ type: 'RetoolUnauthorizedError', nextRetryDelay: '15 minutes' }));

const isHeld = ({ accounts }: PersonTicket) => accounts.some(({ state }) => state === 'held');

describe('a cancellation in the Web UI', () => {
  const cancelled = { cause: expect.any(CancelledFailure) as unknown };

  test('after the moment lets the step under way end, reads back, records and says what is left', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const recorded: unknown[] = [];
    const run = await runs.start({
      ensureRetoolUserDisabled: async () => {
        await gate;
        return { outcome: 'done', problem: null };
      },
      verifyAccount: async () => ({
        open: [{ id: 'g', kind: 'removeFromGroup', text: 'remove from Finance' }],
        ...{ detail: 'disabled, 1 groups', notChecked: [], hasEnded: false },
      }),
      recordAccount: async ({ state, detail }) => void recorded.push([state, detail]),
    });
    await until(() => run.calls.includes('acme ensureRetoolUserDisabled'));
    await run.handle.cancel();
    await run.says(({ cancel: wish }) => wish !== null);
    go();
    await expect(run.handle.result()).rejects.toMatchObject(cancelled);
    expect(run.calls).not.toContain('acme ensureRetoolSessionsEnded');
    const left = 'cancelled by the Web UI (sender unknown); disabled, 1 groups; left: remove from Finance';
    expect(recorded.at(-1)).toEqual(['given-up', left]);
  });

  test('ends an account that cannot be used, without having read it back', async () => {
    let isDead = false;
    const dead = () => ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
    const run = await runs.start({
      prepareAccountPlan: async (input) => {
        if (isDead) throw dead();
        return await usualPersonSteps.prepareAccountPlan(input);
      },
      verifyAccount: async () => {
        isDead = true;
        throw dead();
      },
      awaitUsableAccount: notUsable,
    });
    await run.says(({ accounts }) => accounts[0]?.state === 'waiting');
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject(cancelled);
    const { accounts } = await run.ticket();
    const detail = 'cancelled by the Web UI (sender unknown); the token is not accepted';
    expect(accounts).toMatchObject([{ state: 'given-up', detail }]);
  });
});

describe('an account', () => {
  test('that cannot be used waits and goes on by the signal, while the others finish', async () => {
    let isMended = false;
    const run = await runs.start({
      accounts: ['dead', 'alive'],
      prepareAccountPlan: async (input) => {
        const isDead = input.accountId.endsWith('/dead') && !isMended;
        if (isDead) throw ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
        return await usualPersonSteps.prepareAccountPlan(input);
      },
      awaitUsableAccount: notUsable,
    });
    await run.says(({ accounts }) => accounts[0]?.state === 'waiting' && accounts[1]?.state === 'verified');
    expect((await run.ticket()).accounts[0]).toMatchObject({
      detail: 'the token is not accepted',
      remedy: expect.stringContaining('steward account rotate-token dead'),
    });
    isMended = true;
    await run.patient.signal(accountChangedSignal, { accountId: `${run.runId}/dead` });
    await run.says(({ stage }) => stage === 'done');
    expect(run.calls.filter((call) => call === 'alive prepareAccountPlan')).toHaveLength(1);
  });

  test('that is held is tried again when somebody says so, and left out when somebody says that', async () => {
    let isClear = false;
    const run = await runs.start({
      accounts: ['acme', 'beta'],
      prepareAccountPlan: async (input) => (isClear ? await usualPersonSteps.prepareAccountPlan(input) : heldPlan),
    });
    await run.says(({ accounts }) => accounts.every(({ state }) => state === 'held'));
    await run.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'beta', reason: 'closed soon' }] });
    await run.says(({ accounts }) => accounts[1]?.state === 'skipped');
    isClear = true;
    await run.patient.executeUpdate(retryAccountUpdate, { args: [{ account: 'acme', ...decided() }] });
    expect(await run.handle.result()).toMatchObject({
      outcome: 'partly-verified',
      accounts: [
        { accountName: 'acme', state: 'verified' },
        { accountName: 'beta', state: 'skipped', detail: 'by the Web UI (sender unknown): closed soon' },
      ],
    });
  });

  test('whose guard is overridden is tried again, and no other', async () => {
    const overridden = new Set<string>();
    const run = await runs.start({
      accounts: ['acme', 'beta'],
      prepareAccountPlan: async (input) =>
        overridden.has(input.accountId) ? await usualPersonSteps.prepareAccountPlan(input) : heldPlan,
      readDecision: async ({ runId }) => {
        const accountId = `${runId}/acme`;
        overridden.add(accountId);
        return { kind: 'override', accountId, operator: 'alma', reason: 'agreed', detail: { guard: 'last-admin' } };
      },
    });
    await run.says(({ accounts }) => accounts.every(({ state }) => state === 'held'));
    await run.patient.executeUpdate(decideUpdate, { args: [{ decisionId: 'd1' }] });
    await run.says(({ accounts }) => accounts[0]?.state === 'verified');
    expect(run.calls.filter((call) => call === 'beta prepareAccountPlan')).toHaveLength(1);
    await run.cancel();
  });

  test.each([
    ['offboard', 'another run works on this user'],
    ['group', 'another run works on groups here'],
  ] as const)('on which another run works waits until that one is through: %s', async (kind, words) => {
    let rounds = 0;
    const recorded: unknown[] = [];
    const run = await runs.start({
      opened: { kind },
      recordAccount: async ({ state, detail }) => void recorded.push([state, detail]),
      prepareAccountPlan: async (input) =>
        ++rounds <= 8 ? { kind: 'busy' } : await usualPersonSteps.prepareAccountPlan(input),
    });
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
    expect(rounds).toBe(9);
    expect(recorded).toContainEqual(['waiting', words]);
  });

  test('where what another run sent may still arrive is not verified before that is over', async () => {
    let readings = 0;
    const unsettled = (): boolean => ++readings < 9;
    const run = await runs.start({
      prepareAccountPlan: async (input) =>
        readings === 0
          ? await usualPersonSteps.prepareAccountPlan(input)
          : {
              kind: 'nothing-to-do',
              fence: 1,
              detail: 'as wanted',
              mayReadLater: false,
              isUnsettled: unsettled(),
              weight: '',
            },
      verifyAccount: async () => ({ ...readBack(), hasEnded: false, isUnsettled: unsettled() }),
    });
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
    expect(readings).toBe(9);
  });

  test('whose plans do not hold, time and again, is for an operator, and is not tried without end', async () => {
    const run = await runs.start({
      ensureRetoolUserDisabled: () => Promise.reject(ApplicationFailure.nonRetryable('gone', 'PlanOutdatedError')),
    });
    await run.says(isHeld);
    expect(run.calls.filter((call) => call === 'acme prepareAccountPlan')).toHaveLength(4);
    await run.cancel();
  });

  test.each([
    ['a reason', retryAccountUpdate, { account: 'acme', reason: ' ' }, 'Give a reason.'],
    ['an account of the run', skipAccountUpdate, { account: 'other', reason: 'x' }, 'It has: acme.'],
    ['a moment to come', rescheduleUpdate, { at: '2099-01-01T00:00:00Z', reason: 'x' }, 'too late for that: acting'],
    ['a run that waits', tryNowUpdate, { reason: 'x' }, 'Nothing is waited for: acting.'],
  ])('takes no command without %s', async (_, update, command, refusal) => {
    const run = await runs.start({ prepareAccountPlan: async () => heldPlan });
    await run.says(isHeld);
    const told = run.patient.executeUpdate(update as typeof skipAccountUpdate, { args: [command as never] });
    await expect(told).rejects.toMatchObject({ cause: { message: expect.stringContaining(refusal) as unknown } });
    await run.cancel();
  });
});
