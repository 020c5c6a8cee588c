import { ApplicationFailure, CancelledFailure, defaultPayloadConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunFacts } from '../../activities/lifecycle/lifecycle-steps.js';
import { decided } from '../../scripts/histories/person-case.js';
import { factsOf } from '../../scripts/histories/person-steps.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { cancelUpdate, decideUpdate, rescheduleUpdate, tryNowUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const minuteMs = 60_000;
const inMinutes = async (minutes: number) =>
  new Date((await runs.environment.now()) + minutes * minuteMs).toISOString();

const movedTo = (moment: string, factsVersion = 1) =>
  factsOf({ factsVersion, effectiveAt: moment, effectiveText: moment });

/** A run that waits for a moment so many minutes away, and takes each new one as it is given. */
async function startWaiting(minutes: number, script: PersonScript = {}) {
  let factsVersion = 0;
  const run = await runs.start({
    rescheduleRun: async ({ at = '' }) => movedTo(at, ++factsVersion),
    ...script,
    opened: { effectiveAt: await inMinutes(minutes), ...script.opened },
  });
  await run.says(({ stage }) => stage === 'waiting');
  const move = async (toMinutes: number, reason = 'as agreed') =>
    await run.patient.executeUpdate(rescheduleUpdate, {
      args: [{ at: await inMinutes(toMinutes), ...decided(reason) }],
    });
  return { ...run, move };
}

describe('a run that waits', () => {
  test('acts at its moment, not before', async () => {
    const run = await startWaiting(10);
    await runs.environment.sleep('9 minutes');
    expect(run.calls).not.toContain('acme prepareAccountPlan');
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  });

  describe('whose moment has come, and which has not been told yet', () => {
    /** What was written down while Temporal was away: found where the run begins to act. */
    const startUntold = (facts: Partial<RunFacts>) => {
      const stages: string[] = [];
      const recordStage: PersonScript['recordStage'] = async ({ stage, factsVersion = 2 }) => {
        if (factsVersion < 2) return factsOf({ effectiveAt: new Date(0).toISOString(), ...facts, factsVersion: 2 });
        stages.push(stage);
        return undefined;
      };
      return startWaiting(10, { recordStage }).then((run) => ({ ...run, stages }));
    };

    test('that it was moved, waits for the new moment', async () => {
      const run = await startUntold({ effectiveAt: await inMinutes(60) });
      await runs.environment.sleep('55 minutes');
      expect(run.calls).not.toContain('acme prepareAccountPlan');
      expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
      expect(run.stages).toEqual(['waiting', 'waiting', 'acting', 'verified', 'done']);
    });

    test('that it was moved, shows nobody who is hidden until it acts', async () => {
      const later = await inMinutes(10_000);
      const hidden = { title: 'a leaver of batch b7', run: 'offboard/leaver-1/1/1' };
      const recordStage: PersonScript['recordStage'] = async ({ factsVersion = 2 }) =>
        factsVersion < 2 ? factsOf({ effectiveAt: later, factsVersion: 2 }) : undefined;
      const run = await runs.start({ recordStage, opened: { effectiveAt: await inMinutes(-1), hidden } });
      await run.says(({ stage, effectiveAt }) => stage === 'waiting' && effectiveAt === later);
      expect((await run.ticket()).hidden).toEqual(hidden);
      const { typedSearchAttributes } = await run.patient.describe();
      expect(typedSearchAttributes.get(searchAttributes.person)).toBeUndefined();
      await run.cancel();
    });

    test('that it was moved, is recorded as waiting, also where it was to act at once after its approval', async () => {
      const later = await inMinutes(10_000);
      const stages: string[] = [];
      const recordStage: PersonScript['recordStage'] = async ({ stage, factsVersion = 2 }) => {
        if (factsVersion < 2) return factsOf({ effectiveAt: later, factsVersion: 2 });
        stages.push(stage);
        return undefined;
      };
      const run = await runs.start({ recordStage, opened: { needsApproval: true, effectiveAt: await inMinutes(-1) } });
      await run.says(({ stage }) => stage === 'waiting-for-approval');
      await run.patient.executeUpdate(decideUpdate, { args: [{ decisionId: 'd1' }] });
      await until(() => stages.includes('waiting'));
      await run.cancel();
      expect(stages).toEqual(['waiting-for-approval', 'waiting', 'cancelled']);
    });

    test('that it was called off, does nothing', async () => {
      const run = await startUntold({ cancel: { by: 'HR acme-hr', reason: 'withdrawn' } });
      expect(await run.handle.result()).toMatchObject({ outcome: 'cancelled' });
      expect(run.calls).not.toContain('acme prepareAccountPlan');
      expect(run.stages).toEqual(['waiting', 'cancelled']);
    });
  });

  test('says beside its timers what it waits for, as the Web UI shows it', async () => {
    const run = await startWaiting(10, { opened: { secondLook: { afterMs: minuteMs, repair: false } } });
    await run.handle.result();
    const { events } = await run.handle.fetchHistory();
    const timers = (events ?? []).filter(({ timerStartedEventAttributes }) => timerStartedEventAttributes);
    const summaries = timers.map(({ userMetadata }) =>
      defaultPayloadConverter.fromPayload<string>(userMetadata?.summary ?? {}),
    );
    expect(summaries).toEqual(['Until the moment to act', 'Until the second look']);
  });

  test('acts at once when its moment lies in the past', async () => {
    const run = await runs.start({ opened: { effectiveAt: await inMinutes(-10_000) } });
    await run.says(({ stage }) => stage === 'done');
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  });

  test('acts earlier when it is moved so, also at once', async () => {
    const run = await startWaiting(10_000);
    await run.move(10);
    await runs.environment.sleep('9 minutes');
    expect((await run.ticket()).stage).toBe('waiting');
    await run.move(-1);
    await run.says(({ stage }) => stage === 'done');
  });

  test('is moved away in its last second', async () => {
    const run = await startWaiting(10);
    await runs.environment.sleep('599 seconds');
    await run.move(30);
    await runs.environment.sleep('25 minutes');
    expect(run.calls).not.toContain('acme prepareAccountPlan');
    expect(await run.handle.result()).toMatchObject({ outcome: 'verified' });
  });

  test('does not act at its old moment while the new one is being computed', async () => {
    let attempts = 0;
    const run = await startWaiting(10, {
      rescheduleRun: async () => {
        // Our database was away when it came in, and is back long after the old moment.
        if (++attempts === 1) throw ApplicationFailure.create({ type: 'DatabaseError', nextRetryDelay: '20 minutes' });
        return { ...movedTo(new Date(Number.MAX_SAFE_INTEGER / 1000).toISOString()), effectiveText: 'far away' };
      },
    });
    const moved = run.move(10_000);
    await until(() => attempts === 1);
    await runs.environment.sleep('25 minutes');
    await moved;
    expect(await run.ticket()).toMatchObject({ stage: 'waiting', effectiveText: 'far away' });
    expect(run.calls).not.toContain('acme prepareAccountPlan');
    await run.cancel();
  });

  test('is cancelled in its last second, and nothing was done', async () => {
    const run = await startWaiting(10);
    await runs.environment.sleep('599 seconds');
    await run.patient.executeUpdate(cancelUpdate, { args: [decided()] });
    expect(await run.handle.result()).toMatchObject({ outcome: 'cancelled' });
    expect(run.calls).not.toContain('acme prepareAccountPlan');
  });

  test.each([
    { when: 'at once', effectiveAt: '2026-11-02T08:00:00.000Z' },
    { when: 'far away', effectiveAt: '2199-11-02T08:00:00.000Z' },
    { when: 'once somebody approves it', needsApproval: true },
  ])('ends as cancelled when it begins, if it was cancelled before: $when', async ({ when: _, ...opened }) => {
    const run = await runs.start({ opened: { ...opened, cancel: { by: 'tess', reason: 'the wrong person' } } });
    expect(await run.handle.result()).toMatchObject({ outcome: 'cancelled' });
    expect(run.calls.filter((call) => call.startsWith('acme'))).toEqual([]);
    expect((await run.ticket()).cancel).toEqual({ by: 'tess', reason: 'the wrong person' });
  });

  test('is cancelled in the Web UI, and nothing was done', async () => {
    const run = await startWaiting(10);
    await run.handle.cancel();
    await expect(run.handle.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(run.calls).not.toContain('acme prepareAccountPlan');
    expect((await run.ticket()).cancel).toMatchObject({ by: 'the Web UI (sender unknown)' });
  });

  test('that is moved, hurried or cancelled in the Web UI says in its record that nobody knows who did it, and why', async () => {
    const told: unknown[] = [];
    const script: PersonScript = {
      rescheduleRun: async ({ at = '', by, reason }) => {
        told.push(`${by ?? 'a decision'}: ${reason ?? 'see there'}`);
        return movedTo(at, told.length);
      },
      recordStage: async ({ stage, detail }) => void (detail !== undefined && told.push(`${stage}: ${detail}`)),
    };
    const hurried = await startWaiting(10_000, script);
    await hurried.patient.executeUpdate(rescheduleUpdate, { args: [{ at: await inMinutes(9000), reason: 'sooner' }] });
    await hurried.move(8000);
    await hurried.patient.executeUpdate(tryNowUpdate, { args: [{ reason: 'at once' }] });
    await hurried.says(({ stage }) => stage === 'done');
    const cancelled = await startWaiting(10, script);
    await cancelled.patient.executeUpdate(cancelUpdate, { args: [{ reason: 'she stays' }] });
    await cancelled.patient.result();
    expect(told).toEqual([
      'the Web UI (sender unknown): sooner',
      'a decision: see there',
      'acting: the Web UI (sender unknown) had it act now: at once',
      'cancelled: the Web UI (sender unknown) cancelled it: she stays',
    ]);
  });

  test('acts when it is told to try now', async () => {
    const run = await startWaiting(10_000);
    await run.patient.executeUpdate(tryNowUpdate, { args: [decided()] });
    await run.says(({ stage }) => stage === 'done');
  });

  test('continues as new when its history grows large, and knows what it knew', async () => {
    const run = await startWaiting(10_000);
    const { runId: first } = await run.patient.describe();
    // Large reasons instead of thousands of events.
    for (const days of [7, 8, 9]) await run.move(days * 1440, 'x'.repeat(1_500_000));
    await until(async () => (await run.patient.describe()).runId !== first);
    const { effectiveAt } = await run.ticket();
    expect(Date.parse(effectiveAt)).toBeGreaterThan((await runs.environment.now()) + 8 * 1440 * minuteMs);
    expect(run.calls.filter((call) => call === 'openRun')).toHaveLength(1);
    await run.move(10);
    const current = runs.environment.client.workflow.getHandle(run.handle.workflowId);
    expect(await current.result()).toMatchObject({ outcome: 'verified' });
  });
});
