import { formatMoment } from '../../domain/time/format-moment.js';
import type { Policy } from '../../domain/policy/policy.js';
import type { Db } from '../../store/database.js';
import { readAddresses } from '../../store/people.js';
import type { Run } from '../../store/runs.js';
import type { FollowUp, RunFacts } from './lifecycle-steps.js';

/** What is known now of a run that goes on: what HR, an identity provider or an operator wrote down since it began. */
export async function readRunFacts(db: Db, run: Run, policy: Policy): Promise<RunFacts> {
  const missing = await whatIsMissing(db, run);
  return {
    factsVersion: run.factsVersion,
    ...momentOf(run),
    cancel: run.cancelAskedBy === null ? null : { by: run.cancelAskedBy, reason: run.cancelReason ?? '' },
    missing,
    missingUntil:
      missing === null ? null : new Date(run.effectiveAt.getTime() + policy.onboarding.emailDeadlineMs).toISOString(),
    endsAt: run.endsAt?.toISOString() ?? null,
    isLifted: run.liftedAt !== null,
  };
}

/** When a run acts, for its workflow and for people. */
export function momentOf({ effectiveAt, timeZone }: Pick<Run, 'effectiveAt' | 'timeZone'>) {
  return {
    effectiveAt: effectiveAt.toISOString(),
    effectiveText: formatMoment(effectiveAt.toISOString(), timeZone ?? 'UTC'),
  };
}

/** The part that ends a run's work; undefined for one that ends with its own part. */
export function followUpOf({ kind, endsAt }: Run, policy: Policy): FollowUp | undefined {
  if (kind === 'move') return { phase: 'retire', afterMs: policy.moves.overlapMs };
  if (kind === 'suspend') return { phase: 'lift', afterMs: null };
  return kind === 'access' && endsAt !== null ? { phase: 'retire', afterMs: null } : undefined;
}

async function whatIsMissing(db: Db, { kind, personId }: Run): Promise<RunFacts['missing']> {
  if (kind !== 'onboard' || personId === null) return null;
  const { work } = await readAddresses(db, personId);
  return work.length === 0 ? 'work-email' : null;
}
