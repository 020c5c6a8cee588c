import type { PlanPurpose } from '../../domain/ledger.js';
import { inRun } from '../../domain/plan/override-command.js';
import { weightOf } from '../../domain/plan/plan-account.js';
import { wantedIn } from '../../domain/plan/wanted-state.js';
import { summariseState } from '../../domain/evidence/summarise-state.js';
import { precedenceOf } from '../../domain/run.js';
import { takeLease } from '../../store/leases.js';
import { appendLedger } from '../../store/ledger.js';
import { putPlan } from '../../store/run-plans.js';
import type { Run } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import type { AccountKey, PreparedPlan } from './lifecycle-steps.js';
import type { ReadingDeps } from './lists-of-run.js';
import { leaseSubject } from './lease-subject.js';
import { planGroup } from './plan-group.js';
import { toReady } from './to-ready.js';

/** Reads, plans, judges and keeps the plan of a change of a group itself: there is nobody to be found first. */
export async function prepareGroupPlan(
  deps: ReadingDeps,
  opened: OpenedAccount,
  run: Run,
  { accountId, purpose }: AccountKey & { purpose: PlanPurpose },
  signal: AbortSignal,
): Promise<PreparedPlan> {
  const { db, now } = deps;
  const runId = run.id;
  let fence = 0;
  if (purpose === 'act') {
    const subject = leaseSubject(run, null);
    const lease = await takeLease(db, { accountId, subject, runId, precedence: precedenceOf[run.kind] });
    if (!('fence' in lease)) return { kind: 'busy' };
    ({ fence } = lease);
  }
  const { policy } = await deps.policy();
  const wanted = wantedIn(run.wanted, accountId);
  const query = { runId, wanted, policy, now: now() };
  const { present, plan, allowed, ...judged } = await planGroup(db, opened, query, signal);
  const verdicts = inRun(judged.verdicts, run);
  const { steps, handOver, notChecked } = plan;
  await db.transaction().execute(async (trx) => {
    await putPlan(trx, { runId, accountId }, { present, plan, verdicts, weight: weightOf(plan) });
    const planned = { purpose, before: present, steps, handOver, notChecked, verdicts };
    await appendLedger(trx, runId, [{ kind: 'planned', accountId, ...planned }]);
  });
  if (steps.length > 0) return toReady(plan, verdicts, allowed, { fence, account: opened.account });
  const detail = `nothing to do: ${summariseState(present)}`;
  return { kind: 'nothing-to-do', fence, detail, mayReadLater: false, weight: weightOf(plan) };
}
