import { isFinal } from '../../domain/run.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import { findPlan } from '../../store/run-plans.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';

/**
 * An override stands in the evidence, so there has to be something that it overrides. Before a run acts it may be decided
 * ahead: the guards judge again then.
 *
 * @throws FailedError
 */
export async function assertOverridable(
  context: CliContext,
  { id: runId, workflowId, stage }: Run,
  { guard, account }: { guard: string; account: string | undefined },
): Promise<void> {
  if (stage !== 'acting' && stage !== 'in-force' && stage !== 'verified') return;
  const { db } = await context.database();
  const asked = (await listRunAccounts(db, runId)).filter(
    ({ accountName }) => account === undefined || accountName === account,
  );
  const open = asked.filter(({ state }) => !isFinal(state));
  const where = account ?? workflowId;
  const look = `Nothing was changed. Look: steward run ${workflowId}`;
  if (open.length === 0) throw new FailedError(`${where} has come to its end: nothing is held.`, look);
  const plans = await Promise.all(open.map(({ accountId }) => findPlan(db, { runId, accountId })));
  if (plans.some((plan) => plan?.verdicts.some((verdict) => verdict.guard === guard))) return;
  throw new FailedError(`Nothing in ${where} is held by ${guard}.`, look);
}
