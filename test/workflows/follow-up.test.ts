import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccountPhase, RunFacts } from '../../activities/lifecycle/lifecycle-steps.js';
import { decided } from '../../scripts/histories/person-case.js';
import { usualPersonSteps } from '../../scripts/histories/person-steps.js';
import { cancelUpdate, factsChangedSignal, tryNowUpdate } from '../../workflows/messages.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const hour = 3_600_000;
/** By the clock of the server, which runs ahead. */
const inHours = async (hours: number) => new Date((await runs.environment.now()) + hours * hour).toISOString();
const noFacts: RunFacts = {
  factsVersion: 1,
  effectiveAt: '2026-01-01T00:00:00.000Z',
  effectiveText: '2026-01-01 00:00 UTC',
  cancel: null,
  missing: null,
  missingUntil: null,
  endsAt: null,
  isLifted: false,
};

/** A run whose phases are noted as they are planned; its facts can be changed. */
function scriptOf(script: PersonScript, first: Partial<RunFacts> = {}) {
  const phases: string[] = [];
  let facts: RunFacts = { ...noFacts, ...first };
  const change = (changed: Partial<RunFacts>): void => {
    facts = { ...facts, factsVersion: facts.factsVersion + 1, ...changed };
  };
  const prepareAccountPlan = async ({ phase = 'act', ...key }: AccountPhase) => {
    phases.push(phase);
    return await usualPersonSteps.prepareAccountPlan({ ...key, purpose: 'act' });
  };
  const changed: PersonScript = {
    ...script,
    opened: { facts, ...script.opened },
    prepareAccountPlan,
    readRunFacts: async () => facts,
  };
  return { script: changed, phases, change };
}

describe('a move', () => {
  const move: PersonScript = {
    workflow: 'movePerson',
    opened: { kind: 'move', followUp: { phase: 'retire', afterMs: 48 * hour } },
  };

  test('gives the new access first, and takes the old away only after the overlap', async () => {
    const { script, phases } = scriptOf(move);
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    expect(phases).toEqual(['act']);

    await expect(run.handle.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases).toEqual(['act', 'retire']);
  });

  test('takes a change during the overlap in: it acts again, and the overlap begins anew', async () => {
    const { script, phases, change } = scriptOf(move);
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    const first = (await run.ticket()).followUpAt ?? 0;
    change({});
    await run.patient.signal(factsChangedSignal);
    await run.says(({ stage, actedVersion }) => stage === 'in-force' && actedVersion === 2);

    expect(phases).toEqual(['act', 'act']);
    expect((await run.ticket()).followUpAt).toBeGreaterThanOrEqual(first);
    await run.handle.result();
    expect(phases).toEqual(['act', 'act', 'retire']);
  });

  test('that is cancelled during the overlap leaves the old access, and says so', async () => {
    const { script, phases } = scriptOf(move);
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    await run.patient.executeUpdate(cancelUpdate, { args: [decided()] });

    await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'ended-early' });
    expect(phases).toEqual(['act']);
  });
});

describe('a suspension', () => {
  const suspension: PersonScript = {
    workflow: 'suspendPerson',
    opened: { kind: 'suspend', followUp: { phase: 'lift', afterMs: null } },
  };

  test('holds without end, until it is told that it is lifted', async () => {
    const { script, phases, change } = scriptOf(suspension);
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    change({});
    await run.patient.signal(factsChangedSignal);
    await run.says(({ factsVersion }) => factsVersion === 2);
    expect((await run.ticket()).stage).toBe('in-force');
    change({ isLifted: true });
    await run.patient.signal(factsChangedSignal);

    await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases).toEqual(['act', 'lift']);
  });

  test('is lifted by an operator as well', async () => {
    const { script, phases } = scriptOf(suspension);
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    await run.patient.executeUpdate(tryNowUpdate, { args: [decided()] });

    await run.patient.result();
    expect(phases).toEqual(['act', 'lift']);
  });
});

describe('access for a time', () => {
  test('ends by itself, and a moved end is heard', async () => {
    const access: PersonScript = {
      workflow: 'changeAccess',
      opened: { kind: 'access', followUp: { phase: 'retire', afterMs: null } },
    };
    const { script, phases, change } = scriptOf(access, { endsAt: await inHours(100) });
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'in-force');
    change({ endsAt: await inHours(-1) });
    await run.patient.signal(factsChangedSignal);

    await run.patient.result();
    expect(phases).toEqual(['act', 'retire']);
  });
});

describe('an onboarding', () => {
  test('waits for a missing work email, asks for attention from the deadline on, and goes on once it is known (5.11)', async () => {
    const missingUntil = await inHours(1);
    const { script, phases, change } = scriptOf(
      { workflow: 'onboardPerson', opened: { kind: 'onboard' } },
      { missing: 'work-email', missingUntil },
    );
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'waiting');
    await runs.environment.sleep('61 minutes');
    await run.says(({ isMissingOverdue }) => isMissingOverdue);
    expect(phases).toEqual([]);
    change({ missing: null });
    await run.patient.signal(factsChangedSignal);

    await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'verified' });
    expect(phases).toEqual(['act']);
  });

  test('whose moment is moved ten times is one run that acts once, at the last of them', async () => {
    const { script, phases, change } = scriptOf(
      { workflow: 'onboardPerson', opened: { kind: 'onboard', effectiveAt: '2199-01-01T00:00:00.000Z' } },
      { effectiveAt: '2199-01-01T00:00:00.000Z' },
    );
    const run = await runs.start(script);
    for (let day = 10; day < 20; day++) {
      change({ effectiveAt: `2198-01-${day}T00:00:00.000Z` });
      await run.patient.signal(factsChangedSignal);
    }
    await run.says(({ factsVersion }) => factsVersion === 11);
    expect(phases).toEqual([]);
    change({ effectiveAt: '2026-01-01T00:00:00.000Z' });
    await run.patient.signal(factsChangedSignal);

    await run.patient.result();
    expect(phases).toEqual(['act']);
  });

  test('that HR withdraws before the moment does nothing', async () => {
    const { script, phases, change } = scriptOf(
      { workflow: 'onboardPerson', opened: { kind: 'onboard', effectiveAt: '2199-01-01T00:00:00.000Z' } },
      { effectiveAt: '2199-01-01T00:00:00.000Z' },
    );
    const run = await runs.start(script);
    await run.says(({ stage }) => stage === 'waiting');
    change({ cancel: { by: 'HR workday', reason: 'the start will not happen' } });
    await run.patient.signal(factsChangedSignal);

    await expect(run.patient.result()).resolves.toMatchObject({ outcome: 'cancelled' });
    expect(phases).toEqual([]);
  });
});
