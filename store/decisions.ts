import type { Selectable } from 'kysely';
import type { AccountId } from '../domain/account.js';
import { isSameOperator } from '../domain/policy/approval.js';
import { isApproval } from '../domain/policy/is-approval.js';
import type { DecisionKind } from '../domain/run.js';
import type { Database, Db } from './database.js';
import { inTransaction } from './in-transaction.js';
import { appendLedger } from './ledger.js';
import { getRun } from './runs.js';

/** What an operator decided about a run, and why. */
export type Decision = Selectable<Database['decisions']>;

export interface NewDecision {
  runId: string;
  /** Left out: about the whole run. */
  accountId?: AccountId | undefined;
  kind: DecisionKind;
  operator: { id: string; name: string };
  reason: string;
  /** What was chosen, such as the guard that is overridden. It goes into the ledger: no name or address of a person. */
  detail?: Record<string, unknown>;
}

/** Who asked for a run does not approve it. */
export class SelfApprovalError extends Error {
  override name = 'SelfApprovalError';
}

/**
 * Keeps a decision, in its table and in the ledger of the run. It has no effect before the run is told its id.
 *
 * @throws RunNotFoundError, SelfApprovalError
 */
export async function recordDecision(
  db: Db,
  { runId, accountId, kind, operator, reason, detail = {} }: NewDecision,
): Promise<Decision> {
  return await inTransaction(db, async (trx) => {
    const { askedBy } = await getRun(trx, runId);
    if (isApproval({ kind, detail }) && isSameOperator(askedBy, operator.name)) {
      throw new SelfApprovalError(`${operator.name} asked for this run: somebody else has to approve it.`);
    }
    const decision = await trx
      .insertInto('decisions')
      .values({
        runId,
        accountId: accountId ?? null,
        kind,
        operatorId: operator.id,
        operatorName: operator.name,
        reason,
        detail: JSON.stringify(detail),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await appendLedger(trx, runId, [
      {
        kind: 'decided',
        decisionId: decision.id,
        decision: kind,
        accountId: decision.accountId,
        operator: operator.name,
        reason,
        detail,
      },
    ]);
    return decision;
  });
}

/** Notes that the run did not take a decision: it has no effect, and stays in the ledger as what was wanted. */
export async function refuseDecision(
  db: Db,
  { id, runId }: Pick<Decision, 'id' | 'runId'>,
  why: string,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const refused = await trx
      .updateTable('decisions')
      .set({ refusedAt: new Date(), refusedWhy: why })
      .where('id', '=', id)
      .where('refusedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    if (refused) await appendLedger(trx, runId, [{ kind: 'decision-refused', decisionId: id, why }]);
  });
}

/** The decision of that id, which a message to a run carries: whatever somebody put there. */
export async function findDecision(db: Db, id: string): Promise<Decision | undefined> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
  return await db.selectFrom('decisions').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Who cancelled a run and why; one that the run refused does not count. */
export async function findCancel(
  db: Db,
  runId: string,
): Promise<Pick<Decision, 'operatorName' | 'reason'> | undefined> {
  return await db
    .selectFrom('decisions')
    .select(['operatorName', 'reason'])
    .where('runId', '=', runId)
    .where('kind', '=', 'cancel')
    .where('refusedAt', 'is', null)
    .orderBy('decidedAt')
    .limit(1)
    .executeTakeFirst();
}

/** Decisions about a run, the first one first. */
export async function listDecisions(db: Db, runId: string): Promise<Decision[]> {
  return await db
    .selectFrom('decisions')
    .selectAll()
    .where('runId', '=', runId)
    .orderBy('decidedAt')
    .orderBy('id')
    .execute();
}
