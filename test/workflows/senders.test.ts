import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LifecycleActivities } from '../../activities/lifecycle/lifecycle-steps.js';
import { createGate } from '../../scripts/histories/gate.js';
import { decided } from '../../scripts/histories/person-case.js';
import { factsOf, usualPersonSteps } from '../../scripts/histories/person-steps.js';
import {
  cancelUpdate,
  decideUpdate,
  rescheduleUpdate,
  retryAccountUpdate,
  skipAccountUpdate,
  tryNowUpdate,
} from '../../workflows/messages.js';
import { createPersonRuns, heldPlan, type PersonRuns, type PersonScript } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const inMinutes = async (minutes: number) => new Date((await runs.environment.now()) + minutes * 60_000).toISOString();
const later = '2199-01-01T00:00:00.000Z';

/** Writes down what goes into the records, and which decisions are asked for. */
function recording(script: PersonScript = {}) {
  const recorded: unknown[] = [];
  const asked: Omit<Parameters<LifecycleActivities['readDecision']>[0], 'runId' | 'decisionId'>[] = [];
  const noting: PersonScript = {
    rescheduleRun: async ({ runId: _, ...moment }) => {
      recorded.push(moment);
      return factsOf({ factsVersion: recorded.length, effectiveAt: later });
    },
    recordStage: async ({ stage, detail }) => void (detail !== undefined && recorded.push(`${stage}: ${detail}`)),
    recordAccount: async ({ state, detail }) => void (state === 'skipped' && recorded.push(detail)),
    readDecision: async ({ runId, decisionId: _, ...command }) => {
      asked.push(command);
      return await usualPersonSteps.readDecision({ runId, decisionId: '', ...command });
    },
    ...script,
  };
  return { script: noting, recorded, asked };
}

async function startWaiting(script: PersonScript) {
  const run = await runs.start({ ...script, opened: { effectiveAt: later, ...script.opened } });
  await run.says(({ stage }) => stage === 'waiting');
  return run;
}

async function startHeld(script: PersonScript) {
  const run = await runs.start({ ...script, prepareAccountPlan: async () => heldPlan });
  await run.says(({ accounts }) => accounts[0]?.state === 'held');
  return run;
}

const refusal = (message: string) => ({ cause: { message } });
const refusedByStep = (message: string) => ({ cause: { cause: { message } } });

describe('whoever sends a message without a decision', () => {
  // As the Web UI sends whatever somebody types there.
  const forged = { by: 'tess', reason: 'as agreed' } as { reason: string };

  test('moves, hurries and cancels a run under no name but that of the Web UI', async () => {
    const { script, recorded, asked } = recording();
    const hurried = await startWaiting(script);
    await hurried.patient.executeUpdate(rescheduleUpdate, { args: [{ at: later, ...forged }] });
    await hurried.patient.executeUpdate(tryNowUpdate, { args: [forged] });
    await hurried.says(({ stage }) => stage === 'done');
    const cancelled = await startWaiting(script);
    await cancelled.patient.executeUpdate(cancelUpdate, { args: [forged] });
    await cancelled.patient.result();
    expect(recorded).toEqual([
      { at: later, by: 'the Web UI (sender unknown)', reason: 'as agreed' },
      'acting: the Web UI (sender unknown) had it act now: as agreed',
      'cancelled: the Web UI (sender unknown) cancelled it: as agreed',
    ]);
    expect(asked).toEqual([]);
  });

  test('leaves out an account under no name but that of the Web UI', async () => {
    const { script, recorded } = recording();
    const run = await startHeld(script);
    await run.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme', ...forged }] });
    await run.says(({ stage }) => stage === 'done');
    expect(recorded).toEqual(['by the Web UI (sender unknown): as agreed']);
  });
});

describe('a message with a decision', () => {
  test('is by whom it was decided, for the reason they gave; what stands in the record is not said again', async () => {
    const { script, recorded } = recording();
    const run = await startWaiting(script);
    await run.patient.executeUpdate(rescheduleUpdate, { args: [{ at: later, ...decided('another reason') }] });
    await run.patient.executeUpdate(tryNowUpdate, { args: [decided('another reason')] });
    await run.says(({ stage }) => stage === 'done');
    const held = await startHeld(script);
    await held.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme', ...decided('another reason') }] });
    await held.says(({ stage }) => stage === 'done');
    expect(recorded).toEqual([{ at: later }, 'by alma: agreed']);
  });

  test('has to be about this very command', async () => {
    const { script, asked } = recording();
    const run = await startWaiting(script);
    const day = { lastDay: '2198-12-31', timeZone: 'Europe/Berlin' };
    await run.patient.executeUpdate(rescheduleUpdate, { args: [{ ...day, ...decided() }] });
    await run.patient.executeUpdate(cancelUpdate, { args: [decided()] });
    const held = await startHeld(script);
    const account = { account: 'acme', ...decided() };
    await held.patient.executeUpdate(retryAccountUpdate, { args: [account] });
    await held.patient.executeUpdate(decideUpdate, { args: [decided()] }).catch(() => {});
    await held.patient.executeUpdate(skipAccountUpdate, { args: [{ ...account, ...decided() }] });
    const accountId = `${held.runId}/acme`;
    expect(asked).toEqual([
      { kinds: ['reschedule'], moment: day },
      { kinds: ['cancel'] },
      { kinds: ['retry'], accountId },
      { kinds: ['approve', 'reject', 'override', 'link'] },
      { kinds: ['skip'], accountId },
    ]);
  });

  test('that is about something else is refused, and changes nothing', async () => {
    const { script, recorded } = recording({
      readDecision: () => Promise.reject(ApplicationFailure.nonRetryable('another run', 'DecisionNotFoundError')),
    });
    const waiting = await startWaiting(script);
    const held = await startHeld(script);
    const commands = [
      () => waiting.patient.executeUpdate(rescheduleUpdate, { args: [{ at: later, ...decided() }] }),
      () => waiting.patient.executeUpdate(tryNowUpdate, { args: [decided()] }),
      () => waiting.patient.executeUpdate(cancelUpdate, { args: [decided()] }),
      () => held.patient.executeUpdate(retryAccountUpdate, { args: [{ account: 'acme', ...decided() }] }),
      () => held.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme', ...decided() }] }),
    ];
    const before = [await waiting.ticket(), await held.ticket()];
    for (const command of commands) await expect(command()).rejects.toMatchObject(refusedByStep('another run'));
    const after = [await waiting.ticket(), await held.ticket()];
    expect(after.map(({ decisionsTaken: _, ...ticket }) => ticket)).toEqual(before);
    expect(recorded).toEqual([]);
    await waiting.cancel();
    await held.cancel();
  });

  test('counts once: sent again by somebody else it does nothing in the name of who decided', async () => {
    const { script, recorded } = recording();
    const run = await startWaiting(script);
    const command = { at: later, ...decided() };
    await run.patient.executeUpdate(rescheduleUpdate, { args: [command] });
    const again = run.patient.executeUpdate(rescheduleUpdate, { args: [command] });
    await expect(again).rejects.toMatchObject(refusal('That decision was taken before.'));
    expect(recorded).toHaveLength(1);
    await run.cancel();
  });
});

describe('while it is read who sent a command', () => {
  test('the moment of the run passes, and what was cancelled before is not done', async () => {
    let attempts = 0;
    const readDecision: PersonScript['readDecision'] = async (input) => {
      // Our database was away when it came in, and is back after the moment.
      if (++attempts === 1) throw ApplicationFailure.create({ type: 'DatabaseError', nextRetryDelay: '20 minutes' });
      return await usualPersonSteps.readDecision(input);
    };
    const run = await startWaiting({ readDecision, opened: { effectiveAt: await inMinutes(10) } });
    const cancelled = run.patient.executeUpdate(cancelUpdate, { args: [decided()] });
    await until(() => attempts === 1);
    await runs.environment.sleep('25 minutes');
    await cancelled;
    expect(await run.patient.result()).toMatchObject({ outcome: 'cancelled' });
    expect(run.calls).not.toContain('acme prepareAccountPlan');
  });

  test('what the command is about may end: then it is refused', async () => {
    const [reading, known] = [createGate(), createGate()];
    const run = await startHeld({
      readDecision: async (input) => {
        reading.open();
        await known.passed;
        return await usualPersonSteps.readDecision(input);
      },
    });
    const skipped = run.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme', ...decided() }] });
    await reading.passed;
    await run.patient.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme', reason: 'closed' }] });
    await run.says(({ accounts }) => accounts[0]?.state === 'skipped');
    known.open();
    await expect(skipped).rejects.toMatchObject(refusal('acme has come to its end: skipped.'));
    await run.patient.result();
  });
});
