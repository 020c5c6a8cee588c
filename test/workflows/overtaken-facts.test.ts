import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunFacts } from '../../activities/lifecycle/lifecycle-steps.js';
import { createGate } from '../../scripts/histories/gate.js';
import { factsOf } from '../../scripts/histories/person-steps.js';
import { factsChangedSignal, rescheduleUpdate } from '../../workflows/messages.js';
import { createPersonTicket, takeFacts } from '../../workflows/person-ticket.js';
import { createPersonRuns, type PersonRuns, type PersonScript } from '../setup/person-run.js';
import { until } from '../setup/until.js';

let runs: PersonRuns;
beforeAll(async () => {
  runs = await createPersonRuns();
});
afterAll(() => runs.close());

const inMinutes = async (minutes: number) => new Date((await runs.environment.now()) + minutes * 60_000).toISOString();
const movedTo = (moment: string, factsVersion: number) =>
  factsOf({ factsVersion, effectiveAt: moment, effectiveText: moment });

/** A run that waits for a moment an hour away, and reads facts that arrive only when they are let go. */
async function startReading(factsOfMoment: (first: string) => RunFacts, script: PersonScript = {}) {
  const [reading, arriving] = [createGate(), createGate()];
  const first = await inMinutes(60);
  const run = await runs.start({
    rescheduleRun: async ({ at = '' }) => movedTo(at, 1),
    ...script,
    opened: { effectiveAt: first },
    readRunFacts: async () => {
      reading.open();
      await arriving.passed;
      return factsOfMoment(first);
    },
  });
  await run.says(({ stage }) => stage === 'waiting');
  await run.patient.signal(factsChangedSignal);
  await reading.passed;
  const move = async (toMinutes: number) =>
    await run.patient.executeUpdate(rescheduleUpdate, { args: [{ at: await inMinutes(toMinutes), reason: 'later' }] });
  const isQuiet = async () => {
    const { pendingActivities, pendingWorkflowTask } = (await run.patient.describe()).raw;
    return !pendingActivities?.length && !pendingWorkflowTask;
  };
  return { ...run, move, arrive: () => arriving.open(), isQuiet };
}

test.each([
  { when: 'before it was moved', factsVersion: 0 },
  { when: 'under the version of that move', factsVersion: 1 },
])('a run acts when the operator was told, though another moment arrives later, read $when', async (read) => {
  const run = await startReading((first) => movedTo(first, read.factsVersion));
  const { effectiveAt } = await run.move(10_000);
  run.arrive();
  await until(run.isQuiet);
  expect((await run.ticket()).effectiveAt).toBe(effectiveAt);
  await runs.environment.sleep('2 hours');
  expect(run.calls).not.toContain('acme prepareAccountPlan');
  await run.cancel();
});

test('a run acts at the moment of newer facts, though the move of an operator before them is heard later', async () => {
  const [moving, answering] = [createGate(), createGate()];
  const run = await startReading((first) => movedTo(first, 2), {
    rescheduleRun: async ({ at = '' }) => {
      moving.open();
      await answering.passed;
      return movedTo(at, 1);
    },
  });
  const moved = run.move(10_000);
  await moving.passed;
  run.arrive();
  await run.says(({ factsVersion }) => factsVersion === 2);
  answering.open();
  // It tells the operator what holds.
  expect(await moved).toEqual({ effectiveAt: (await run.ticket()).effectiveAt });
  await runs.environment.sleep('61 minutes');
  await run.says(({ stage }) => stage === 'done');
});

test('a lifting that came just before a move is heard with the move', async () => {
  const run = await startReading((first) => movedTo(first, 1), {
    rescheduleRun: async ({ at = '' }) => ({ ...movedTo(at, 2), isLifted: true }),
  });
  await run.move(10_000);
  run.arrive();
  await until(run.isQuiet);
  expect((await run.ticket()).isLifted).toBe(true);
  await run.cancel();
});

describe('facts', () => {
  const known = factsOf({ factsVersion: 2, effectiveAt: '2026-03-01T00:00:00.000Z', missing: 'work-email' });
  const told = (...facts: RunFacts[]) => {
    const ticket = createPersonTicket('run');
    for (const one of facts) takeFacts(ticket, one);
    return ticket;
  };

  test('change nothing when they are told twice, or when newer ones are known', () => {
    const older = factsOf({ factsVersion: 1, effectiveAt: '2026-02-01T00:00:00.000Z' });
    expect(told(known, known)).toEqual(told(known));
    expect(told(known, older)).toEqual(told(known));
  });

  test('of a version that is known say no more than that what was missing is there', () => {
    const sameVersion = { ...known, effectiveAt: '2026-02-01T00:00:00.000Z' };
    expect(told(known, { ...sameVersion, missing: null })).toEqual({ ...told(known), missing: null });
    expect(told({ ...known, missing: null }, sameVersion)).toEqual(told({ ...known, missing: null }));
  });
});
