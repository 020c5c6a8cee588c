import { describeNotChecked, describeStep } from '../../domain/plan/describe-step.js';
import type { Verdict } from '../../domain/plan/guards.js';
import { type AccountPlan, type NotChecked, weightOf } from '../../domain/plan/plan-account.js';
import { isPassing } from '../../domain/plan/present-state.js';
import { stepsBeforeDisabling } from '../../domain/plan/step-order.js';
import type { Step } from '../../domain/plan/step.js';
import { defaultRateLimit, stepsAtOnce } from '../../domain/rate.js';
import type { Account } from '../../store/accounts.js';
import type { PlannedStep, ReadyPlan, StoppedBy } from './lifecycle-steps.js';

/** A judged plan as its workflow needs it. */
export function toReady(
  plan: AccountPlan,
  verdicts: Verdict[],
  allowed: Step[],
  { fence, account }: { fence: number; account: Pick<Account, 'rateLimit'> },
): ReadyPlan {
  return {
    kind: 'ready',
    fence,
    steps: allowed.map(toPlanned),
    beforeDisabling: stepsBeforeDisabling(allowed).length,
    atOnce: stepsAtOnce(account.rateLimit ?? defaultRateLimit),
    stopped: verdicts.map(({ guard, decision, reason, remedy, stepIds, mayPass }): StoppedBy => ({
      ...{ guard, decision, reason, remedy, steps: stepIds.length },
      ...(mayPass && { mayPass }),
    })),
    notChecked: plan.notChecked.map(describeNotChecked),
    mayReadLater: plan.notChecked.some(mayBeReadLater),
    weight: weightOf(plan),
  };
}

/** Whether something that could not be read may be readable in a moment. */
export function mayBeReadLater({ why }: NotChecked): boolean {
  return isPassing(why);
}

/** What failed to be read, in words; nothing when nothing did. It goes with every word of what was found. */
export function describeMissed({ notChecked }: AccountPlan): string[] {
  const missed = notChecked.filter(mayBeReadLater);
  return missed.length === 0 ? [] : [`not checked: ${missed.map(describeNotChecked).join(', ')}`];
}

export function toPlanned(step: Step): PlannedStep {
  return { id: step.id, kind: step.kind, text: describeStep(step) };
}
