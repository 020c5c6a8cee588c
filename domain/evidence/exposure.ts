import { describeStep } from '../plan/describe-step.js';
import { takesAccess } from '../plan/step-order.js';
import { ofKind } from './entries.js';
import type { LedgerFact } from './evidence.js';

/** A time in which somebody who came back had access of the past again. */
export interface Exposure {
  /** When they were enabled, ISO 8601, UTC. */
  from: string;
  /** When all of it was first read back as gone; null: not yet. */
  until: string | null;
  /** What was taken away after they had been enabled, in words. */
  steps: string[];
}

/**
 * Finds the time between enabling somebody and the proof that their old access is gone, where Retool can take it only from
 * somebody who is enabled; null where there was none.
 *
 * @param facts rows about one account
 */
export function findExposure(facts: LedgerFact[]): Exposure | null {
  const enabled = ofKind(facts, 'step-ended').find(
    ({ entry: { stepId, outcome } }) =>
      stepId.startsWith('enableUser/') && (outcome === 'done' || outcome === 'already-so'),
  );
  if (!enabled) return null;
  const plan = ofKind(facts, 'planned').findLast(
    ({ seq, entry }) => seq < enabled.seq && entry.purpose === 'act',
  )?.entry;
  const steps = plan?.steps ?? [];
  const late = steps.slice(steps.findIndex(({ kind }) => kind === 'enableUser')).filter(takesAccess);
  if (late.length === 0) return null;
  const gone = ofKind(facts, 'verified').find(
    ({ seq, entry }) =>
      seq > enabled.seq &&
      late.every(({ id }) => entry.proofs.some(({ stepId, proof }) => stepId === id && proof === 'proven')),
  );
  return { from: enabled.at, until: gone?.at ?? null, steps: late.map(describeStep) };
}
