import type { JudgedPlan } from '../../activities/lifecycle/plan-person.js';
import type { LedgerCall } from '../../domain/ledger.js';
import { describeHandOver, describeNotChecked, describeStep } from '../../domain/plan/describe-step.js';
import type { Judgement } from '../../domain/plan/guards.js';
import type { AccountPlan } from '../../domain/plan/plan-account.js';
import type { Step } from '../../domain/plan/step.js';
import { callOf } from '../../domain/plan/step-call.js';
import { defaultRateLimit, pointsOf } from '../../domain/rate.js';
import type { Account } from '../../store/accounts.js';

/**
 * A plan for an account as a dry run shows it: each call, what speaks against it, and its cost. What follows once a user
 * is made has an arrow: it is planned anew then.
 */
export function planLines(
  { plan, verdicts, allowed, ahead = null }: Judgement & { plan: AccountPlan; ahead?: JudgedPlan['ahead'] },
  { account, read }: { account: Account; read: LedgerCall[] },
): string[] {
  const limit = account.rateLimit ?? defaultRateLimit;
  const cost = (calls: { template: string }[]) =>
    calls.reduce((sum, { template }) => sum + pointsOf(template, limit.costs), 0);
  const later = ahead?.steps ?? [];
  const width = Math.max(0, ...[...plan.steps, ...later].map((step) => describeStep(step).length));
  const toLine = (step: Step, number: string) => {
    const { method, template } = callOf(step);
    return `  ${number.padStart(2)}  ${describeStep(step).padEnd(width)}  ${method} ${template}`;
  };
  return [
    ...plan.steps.map((step, index) => toLine(step, allowed.includes(step) ? String(index + 1) : '⏸')),
    ...later.map((step) => toLine(step, '→')),
    ...plan.handOver.map((item) => `   =  hand over: ${describeHandOver(item)}`),
    ...[...verdicts, ...(ahead?.verdicts ?? [])].map(
      ({ decision, reason, remedy }) => `  ⏸ ${decision === 'hold' ? 'held' : 'refused'}: ${reason}. ${remedy}`,
    ),
    ...plan.notChecked.map((item) => `   –  not checked: ${describeNotChecked(item)}`),
    plan.steps.length === 0
      ? '  nothing to do'
      : `      cost ${cost([...allowed, ...(allowed.length > 0 ? later : [])].map(callOf))} points of ${limit.points} a minute; reading took ${cost(read)}, and reading back takes no more`,
  ];
}
