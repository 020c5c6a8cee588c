import { ApplicationFailure } from '@temporalio/common';
import { toEffectiveMoment } from '../../domain/time/effective-moment.js';
import { appendLedger } from '../../store/ledger.js';
import { getRun, moveRun } from '../../store/runs.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { LifecycleActivities, RunFacts } from './lifecycle-steps.js';
import { readRunFacts } from './run-facts.js';

type NewMoment = Omit<Parameters<LifecycleActivities['rescheduleRun']>[0], 'runId'>;

/**
 * Facts that were read before are older than what this gives, whenever they arrive. A day or a zone that there is not is
 * refused: tried again and again, it would keep the run from acting.
 */
export async function rescheduleRun(deps: LifecycleDeps, runId: string, moment: NewMoment): Promise<RunFacts> {
  try {
    return await moveTo(deps, runId, moment);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw ApplicationFailure.nonRetryable('There is no such day, or no such time zone.', 'RefusedError');
  }
}

async function moveTo(
  { db, ...deps }: LifecycleDeps,
  runId: string,
  { lastDay, timeZone, at, by, reason }: NewMoment,
): Promise<RunFacts> {
  const run = await getRun(db, runId);
  const { policy } = await deps.policy();
  const zone = timeZone ?? run.timeZone ?? policy.defaultTimeZone ?? 'UTC';
  const { effectiveAt, day } =
    lastDay === undefined
      ? { effectiveAt: at ?? run.effectiveAt.toISOString(), day: null }
      : toEffectiveMoment({ lastDay, timeZone: zone, cutOff: policy.cutOff });
  const moment = { effectiveDay: day, timeZone: zone };
  return await db.transaction().execute(async (trx) => {
    const moved = await moveRun(trx, runId, { effectiveAt: new Date(effectiveAt), ...moment });
    await appendLedger(trx, runId, [
      {
        ...{ kind: 'rescheduled', effectiveAt: moved.effectiveAt.toISOString(), ...moment },
        ...(by !== undefined && reason !== undefined && { by, reason }),
      },
    ]);
    return await readRunFacts(trx, moved, policy);
  });
}
