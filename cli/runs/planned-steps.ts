import { describeStep } from '../../domain/plan/describe-step.js';
import type { PerformedStep } from '../../store/performed-steps.js';
import type { StoredPlan } from '../../store/run-plans.js';

/** How far a step of a run is. `open`: not begun, or its end is not known yet. */
export interface PlannedStepView {
  id: string;
  text: string;
  outcome: 'done' | 'failed' | 'open';
}

/** The steps of a run in an account: those of earlier plans, then those of the newest one, each with how far it is. */
export function plannedSteps({ plan }: StoredPlan, performed: PerformedStep[]): PlannedStepView[] {
  const planned = [...plan.steps, ...(plan.ahead ?? [])];
  const earlier = performed.filter(({ step }) => !planned.some(({ id }) => id === step.id));
  // What is planned anew has come back: what was done about it before the plan was made does not count.
  const sincePlan = (id: string) => performed.find(({ step, isBeforePlan }) => step.id === id && !isBeforePlan);
  return [
    ...earlier.map(({ step, outcome }) => toView(step, outcome)),
    ...planned.map((step) => toView(step, sincePlan(step.id)?.outcome ?? null)),
  ];
}

const signs: Record<PlannedStepView['outcome'], string> = { done: '✔', failed: '✖', open: '·' };

/** @param isLeftOut what is not done in the account stays undone */
export function signOfStep(outcome: PlannedStepView['outcome'], isLeftOut: boolean): string {
  return outcome === 'open' && isLeftOut ? '–' : signs[outcome];
}

function toView(step: PerformedStep['step'], outcome: PerformedStep['outcome']): PlannedStepView {
  const isDone = outcome === 'done' || outcome === 'already-so';
  return {
    id: step.id,
    text: describeStep(step),
    outcome: isDone ? 'done' : outcome === 'failed' ? 'failed' : 'open',
  };
}
