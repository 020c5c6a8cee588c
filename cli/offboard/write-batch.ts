import { batchLabel } from '../../domain/batch.js';
import { mayMoveTo } from '../../domain/policy/may-move-to.js';
import type { Policy } from '../../domain/policy/policy.js';
import { type Batch, insertBatch, joinBatch } from '../../store/batches.js';
import type { Db } from '../../store/database.js';
import { recordDecision } from '../../store/decisions.js';
import type { Operator } from '../../store/operators.js';
import { createPerson } from '../../store/people.js';
import { getRun, insertRun, type Run, RunOpenError } from '../../store/runs.js';
import type { ChosenMoment } from './choose-moment.js';
import { newOffboarding } from './new-offboarding.js';
import type { LineProblem } from './parse-leavers.js';
import { type Leaver, refuseProblems } from './read-leavers.js';

export interface BatchRequest {
  /** Named in errors. */
  file: string;
  leavers: Leaver[];
  moment: ChosenMoment;
  operator: Operator;
  now: Date;
  reason: string | null;
  onlyAccounts: string[] | null;
  policy: Policy;
  policyHash: string;
}

/** What became of a leaver: a run of their own, or the one that was open already. */
export interface WrittenLeaver {
  leaver: Leaver;
  run: Run;
  how: 'new' | 'moved' | 'acts-earlier' | 'acts-already' | 'other-batch';
}

/**
 * Writes down a batch with a run for each leaver, all or nothing. Whoever has an open offboarding keeps it; one that
 * would act later is to act at the release, and none is made later.
 *
 * @throws UsageError when an open offboarding does less than is asked for
 */
export async function writeBatch(db: Db, request: BatchRequest): Promise<{ batch: Batch; written: WrittenLeaver[] }> {
  const { leavers, moment, operator, reason, file } = request;
  return await db.transaction().execute(async (trx) => {
    const batch = await insertBatch(trx, { releaseAt: moment.effectiveAt, askedBy: operator.name, reason });
    const written: WrittenLeaver[] = [];
    const problems: LineProblem[] = [];
    // In one order, so that two batches never wait for each other's people.
    const inOrder = leavers.toSorted((a, b) => (a.person?.id ?? '').localeCompare(b.person?.id ?? ''));
    for (const leaver of inOrder) {
      const added = await writeLeaver(trx, request, batch, leaver);
      if ('what' in added) problems.push(added);
      else written.push(added);
    }
    refuseProblems(file, problems);
    return { batch, written: written.toSorted((a, b) => a.leaver.line - b.leaver.line) };
  });
}

async function writeLeaver(
  db: Db,
  { moment, operator, now, onlyAccounts, policy, policyHash, ...request }: BatchRequest,
  batch: Batch,
  leaver: Leaver,
): Promise<WrittenLeaver | LineProblem> {
  const person = leaver.person ?? (await createPerson(db, { emails: [leaver.name] }));
  const reason = leaver.reason ?? request.reason;
  const asked = { person, name: leaver.name, askedBy: operator.name, reason, onlyAccounts, ...moment };
  const newRun = await newOffboarding(db, { ...asked, policy, policyHash });
  try {
    return { leaver, run: await insertRun(db, { ...newRun, batchId: batch.id }), how: 'new' };
  } catch (error) {
    if (!(error instanceof RunOpenError)) throw error;
    const open = await getRun(db, error.runId);
    const missing = isCovered(open.onlyAccounts, onlyAccounts) ? undefined : (open.onlyAccounts ?? []).join(', ');
    if (!mayMoveTo(policy, open, { to: moment.effectiveAt, now, operator })) {
      const what = `${open.workflowId} was approved for a later moment: an approver who did not ask for it has to move it`;
      return { line: leaver.line, what };
    }
    if (missing !== undefined) {
      const what = `${open.workflowId} is open for this person, in ${missing} only: wait for its end, or cancel it`;
      return { line: leaver.line, what };
    }
    return { leaver, run: open, how: await joinRun(db, open, batch, { operator, reason }) };
  }
}

/** Whether a run does all that is asked for; null: in all accounts. */
function isCovered(covered: string[] | null, asked: string[] | null): boolean {
  return covered === null || (asked !== null && asked.every((name) => covered.includes(name)));
}

async function joinRun(
  db: Db,
  open: Run,
  batch: Batch,
  { operator, reason }: { operator: BatchRequest['operator']; reason: string | null },
): Promise<WrittenLeaver['how']> {
  const isLater = open.effectiveAt > batch.releaseAt;
  const isWaiting = ['planned', 'waiting-for-approval', 'waiting'].includes(open.stage);
  if (open.batchId !== null && !(isLater && isWaiting)) return 'other-batch';
  await joinBatch(db, open.id, batch.id);
  if (!isWaiting) return 'acts-already';
  if (!isLater) return 'acts-earlier';
  await recordDecision(db, {
    runId: open.id,
    kind: 'reschedule',
    operator,
    reason: reason ?? `batch ${batchLabel(batch.id)}`,
    detail: { at: batch.releaseAt.toISOString(), batchId: batch.id },
  });
  return 'moved';
}
