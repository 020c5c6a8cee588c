import { loadPolicy } from '../../config/policy-file.js';
import { mayMoveTo } from '../../domain/policy/may-move-to.js';
import type { Operator } from '../../store/operators.js';
import type { Run } from '../../store/runs.js';
import type { CliContext } from '../context.js';
import { FailedError } from '../exit.js';
import { describeMoment } from './describe-run.js';

/**
 * Approved is a moment, too: whoever asked for a run does not have it act earlier alone.
 *
 * @throws FailedError
 */
export async function assertMayMove(
  context: CliContext,
  run: Run,
  { to, operator }: { to: Date; operator: Operator },
): Promise<void> {
  const { policy } = await loadPolicy(context.config().policy);
  if (mayMoveTo(policy, run, { to, now: context.now(), operator })) return;
  const { group } = policy.approvals;
  throw new FailedError(
    `${run.workflowId} was approved for ${describeMoment(run, context.zone)}: ` +
      'an approver who did not ask for it has to move it earlier.',
    `Ask ${group.length > 0 ? group.join(', ') : 'one of them: steward operator list'}. Nothing was changed.`,
  );
}
