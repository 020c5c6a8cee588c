import { describeStep } from '../plan/describe-step.js';
import type { Proof } from '../plan/prove-step.js';
import type { Step } from '../plan/step.js';
import { ofKind } from './entries.js';
import type { LedgerFact, StepEvidence } from './evidence.js';

/**
 * Each step with its calls, its outcome and what reading back said: those that were begun in their order, then those that
 * the last plan has and that were not begun.
 *
 * @param facts rows about one account
 * @param planned steps of the last plan
 */
export function toStepEvidence(facts: LedgerFact[], planned: Step[]): StepEvidence[] {
  const steps = new Map<string, StepEvidence>();
  for (const { at, entry } of ofKind(facts, 'step-intended', 'step-ended')) {
    if (entry.kind === 'step-intended') {
      const known = steps.get(entry.stepId);
      steps.set(entry.stepId, { ...(known ?? toPlanned(entry.step)), outcome: 'begun' });
      continue;
    }
    const begun = steps.get(entry.stepId);
    if (!begun) continue;
    const { outcome, problem } = entry;
    Object.assign(begun, { outcome, problem, at, calls: [...begun.calls, ...entry.calls] });
  }
  for (const step of planned) if (!steps.has(step.id)) steps.set(step.id, toPlanned(step));
  const readBack = lastProofs(facts, 'act');
  const secondLook = lastProofs(facts, 'second-look');
  return [...steps.values()].map((step) => ({
    ...step,
    readBack: readBack.get(step.stepId) ?? null,
    secondLook: secondLook.get(step.stepId) ?? null,
  }));
}

function toPlanned(step: Step): StepEvidence {
  const { id: stepId, reason } = step;
  const nothingYet = {
    outcome: 'planned',
    calls: [],
    problem: null,
    at: null,
    readBack: null,
    secondLook: null,
  } as const;
  return { stepId, text: describeStep(step), reason, ...nothingYet, calls: [] };
}

/** What reading back said of each step the last time it was looked at: a later part of a run proves its own steps. */
function lastProofs(facts: LedgerFact[], purpose: 'act' | 'second-look'): Map<string, Proof> {
  const readings = ofKind(facts, 'verified').filter(({ entry }) => entry.purpose === purpose);
  return new Map(readings.flatMap(({ entry }) => entry.proofs.map(({ stepId, proof }) => [stepId, proof])));
}
