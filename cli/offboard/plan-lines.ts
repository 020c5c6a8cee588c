import type { LedgerCall } from '../../domain/ledger.js';
import { describeHandOver, describeNotChecked, describeStep } from '../../domain/plan/describe-step.js';
import type { Judgement } from '../../domain/plan/guards.js';
import type { AccountPlan } from '../../domain/plan/plan-account.js';
import { callOf } from '../../domain/plan/step-call.js';
import { defaultRateLimit, pointsOf } from '../../domain/rate.js';
import type { Account } from '../../store/accounts.js';

/** A plan for an account as a dry run shows it: each call, what speaks against it, and its cost. */
export function planLines(
  { plan, verdicts, allowed }: Judgement & { plan: AccountPlan },
  { account, read }: { account: Account; read: LedgerCall[] },
): string[] {
  const limit = account.rateLimit ?? defaultRateLimit;
  const cost = (calls: { template: string }[]) =>
    calls.reduce((sum, { template }) => sum + pointsOf(template, limit.costs), 0);
  const width = Math.max(0, ...plan.steps.map((step) => describeStep(step).length));
  return [
    ...plan.steps.map((step, index) => {
      const { method, template } = callOf(step);
      const number = allowed.includes(step) ? String(index + 1) : '⏸';
      return `  ${number.padStart(2)}  ${describeStep(step).padEnd(width)}  ${method} ${template}`;
    }),
    ...plan.handOver.map((item) => `   =  hand over: ${describeHandOver(item)}`),
    ...verdicts.map(
      ({ decision, reason, remedy }) => `  ⏸ ${decision === 'hold' ? 'held' : 'refused'}: ${reason}. ${remedy}`,
    ),
    ...plan.notChecked.map((item) => `   –  not checked: ${describeNotChecked(item)}`),
    plan.steps.length === 0
      ? '  nothing to do'
      : `      cost ${cost(allowed.map(callOf))} points of ${limit.points} a minute; reading took ${cost(read)}, and reading back takes no more`,
  ];
}
