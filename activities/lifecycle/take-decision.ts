import { isDecided } from '../../domain/decided-command.js';
import type { Db } from '../../store/database.js';
import { findDecision } from '../../store/decisions.js';
import { putLink } from '../../store/people.js';
import { getRun } from '../../store/runs.js';
import type { LifecycleActivities, ReadDecision } from './lifecycle-steps.js';

/** No decision that this run could take for the command has the id. */
class DecisionNotFoundError extends Error {
  override readonly name = 'DecisionNotFoundError';
}

/**
 * What a decision says of the person holds from the moment the run takes it.
 *
 * @throws DecisionNotFoundError
 */
export async function takeDecision(
  db: Db,
  { runId, decisionId, ...command }: Parameters<LifecycleActivities['readDecision']>[0],
): Promise<ReadDecision> {
  const decision = await findDecision(db, decisionId);
  if (!decision) throw new DecisionNotFoundError('There is no such decision.');
  if (decision.runId !== runId) throw new DecisionNotFoundError('The decision is about another run.');
  if (decision.refusedAt !== null) throw new DecisionNotFoundError('The decision was refused before.');
  if (!isDecided(command, decision)) throw new DecisionNotFoundError('Something else was decided.');
  const { kind, accountId, operatorName, reason, detail } = decision;
  const { personId } = await getRun(db, runId);
  if (kind === 'link' && accountId !== null && personId !== null) {
    await putLink(db, { accountId, personId, userId: String(detail['userId']), linkedBy: operatorName, reason });
  }
  return { kind, accountId, operator: operatorName, reason, detail };
}
