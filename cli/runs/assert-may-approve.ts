import { loadPolicy } from '../../config/policy-file.js';
import { approversOf, mayApprove } from '../../domain/policy/approval.js';
import type { Db } from '../../store/database.js';
import type { Run } from '../../store/runs.js';
import { listRunAccounts } from '../../store/run-accounts.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';

/**
 * The policy may name who decides, and who else when nobody has for long. The policy as it is now, not as it was when the
 * run was asked for: whoever left the group must not decide any more, and whoever joined it can.
 *
 * @throws FailedError
 */
export async function assertMayApprove(context: CliContext, run: Run, operator: string): Promise<void> {
  const since = await findAskedSince(context, run);
  if (since === undefined) {
    throw new FailedError(`${run.workflowId} does not wait for approval: ${run.stage}.`, 'Nothing was changed.');
  }
  await assertDecides(context, operator, since);
}

/**
 * What is held in an account because the policy asks for an approval there, is released by whom the policy lets decide.
 *
 * @throws FailedError
 */
export async function assertMayRelease(context: CliContext, run: Run, operator: string): Promise<void> {
  const { db } = await context.database();
  await assertDecides(context, operator, (await findHeldSince(db, run.id)) ?? context.now());
}

async function assertDecides(context: CliContext, operator: string, since: Date): Promise<void> {
  const { policy } = await loadPolicy(context.config().policy);
  const approvers = approversOf(policy);
  const waitedMs = context.now().getTime() - since.getTime();
  if (mayApprove(approvers, { operator, waitedMs })) return;
  throw new FailedError(
    `The policy lets ${approvers.approvers.join(', ')} decide, not ${operator}.`,
    'Ask one of them. Nothing was changed.',
  );
}

/** Since when somebody is asked; undefined when nobody is. */
async function findAskedSince(
  context: CliContext,
  { id, stage, needsApproval, askedAt }: Run,
): Promise<Date | undefined> {
  if (stage === 'waiting-for-approval') return askedAt;
  if (!needsApproval || !['acting', 'in-force', 'verified'].includes(stage)) return undefined;
  // While it acts, and where the second look removes again, an account whose plan weighs more than what was approved asks.
  const { db } = await context.database();
  return await findHeldSince(db, id);
}

async function findHeldSince(db: Db, runId: string): Promise<Date | undefined> {
  const held = (await listRunAccounts(db, runId)).filter(({ state }) => state === 'held');
  return held.length === 0 ? undefined : new Date(Math.min(...held.map(({ since }) => since.getTime())));
}
