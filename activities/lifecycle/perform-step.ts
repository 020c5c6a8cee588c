import type { LedgerCall, LedgerEntry, StepOutcome } from '../../domain/ledger.js';
import { lowersAdmin, type Step } from '../../domain/plan/step.js';
import { accountPolicy } from '../../domain/policy/account-policy.js';
import { RetoolConflictError, RetoolNotFoundError, RetoolRejectedError } from '../../retool/retool-error.js';
import type { Account } from '../../store/accounts.js';
import { findFreeze } from '../../store/freezes.js';
import type { Db } from '../../store/database.js';
import { assertLease, type HeldLease } from '../../store/leases.js';
import { withAdminsLocked } from '../../store/lock-admins.js';
import { appendLedger } from '../../store/ledger.js';
import { listOverrides } from '../../store/overrides.js';
import { listPerformedSteps } from '../../store/performed-steps.js';
import { patchRunAccount } from '../../store/run-accounts.js';
import type { StoredPlan } from '../../store/run-plans.js';
import { putLink } from '../../store/people.js';
import { getRun, type Run } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import { callStep } from './call-step.js';
import { countOtherAdmins } from './guard-facts.js';
import { findOldAccess } from './find-old-access.js';
import type { StepToDo } from './find-step-to-do.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { PerformedStep, PerformStepInput } from './lifecycle-steps.js';
import { whyCalledOff, whyVoid } from './prepare-plan.js';
import { readGroupList } from './read-group-list.js';
import { withIdentity } from './with-identity.js';
import { recordIntent } from './record-intent.js';
import { releaseRemoval } from './reserve-removal.js';
import { isProven } from './is-proven.js';
import { recordingLoss, type TriedStep } from './recording-loss.js';
import { PlanOutdatedError, WritesForbiddenError } from './write-errors.js';

/**
 * Carries out one step: what is wanted is checked once more, the intent is recorded before the call and the outcome after
 * it. Was it begun before and its end is not known, then reading back decides whether to call again.
 */
export async function performStep(
  deps: LifecycleDeps,
  opened: OpenedAccount & { calls: LedgerCall[] },
  input: PerformStepInput,
  toDo: StepToDo,
  signal: AbortSignal,
): Promise<PerformedStep> {
  const { db } = deps;
  const { runId, accountId, stepId, fence } = input;
  const { stored, planned, lease } = toDo;
  const run = await getRun(db, runId);
  await assertWanted(deps, opened.account, run, toDo);
  const step = await withIdentity(db, run, planned);

  const [begun] = await listPerformedSteps(db, { runId, accountId, stepId });
  // The outcome was recorded, and the worker died before Temporal heard of it.
  if (begun?.fence === fence && isDone(begun.outcome)) return { outcome: begun.outcome, problem: null };
  const prove = () => isProven(deps, opened, { runId, stored, step }, signal);
  const mayBeDone = begun !== undefined && (begun.outcome === null || begun.outcome === 'unknown');
  if (mayBeDone && (await prove())) {
    return await end(deps, input, step, { outcome: 'done', calls: [], problem: 'the answer was lost; read back' });
  }
  const stillThere = step.kind === 'enableUser' ? await findOldAccess(deps, opened, input, stored, signal) : [];
  if (stillThere.length > 0) {
    return { outcome: 'failed', problem: `not enabled, because this would come back: ${stillThere.join(', ')}` };
  }
  await recordIntent(deps, opened.account, lease, step);
  const attempt = () => tryStep(deps, opened, run, step, prove, signal);
  const tried = await recordingLoss(deps, input, { step, mayBeDone, calls: opened.calls }, () =>
    lowersAdmin(step) ? lowerAdmin(deps, opened, input, stored, attempt, signal) : attempt(),
  );
  return await end(deps, input, step, { ...tried, calls: opened.calls });
}

function isDone(outcome: StepOutcome | null): outcome is 'done' | 'already-so' {
  return outcome === 'done' || outcome === 'already-so';
}

/**
 * The call, once. A refusal of what is so already counts as done. Trouble that may have hidden the answer is thrown: the
 * next attempt reads back first.
 */
async function tryStep(
  { db }: LifecycleDeps,
  { client, account }: OpenedAccount,
  run: Run,
  step: Step,
  prove: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<TriedStep> {
  try {
    const made = await callStep(client, step, signal);
    if (made && run.personId !== null) {
      const link = { accountId: account.id, personId: run.personId, userId: made.id };
      await putLink(db, { ...link, linkedBy: `run ${run.workflowId}`, reason: 'the run made the user' });
    }
    return { outcome: 'done', problem: null };
  } catch (error) {
    const meansAlreadySo =
      error instanceof RetoolNotFoundError ||
      error instanceof RetoolConflictError ||
      error instanceof RetoolRejectedError;
    if (!meansAlreadySo) throw error;
    if (await prove()) return { outcome: 'already-so', problem: error.message };
    return { outcome: 'failed', problem: error.message };
  }
}

async function end(
  { db, now }: LifecycleDeps,
  { runId, accountId, stepId }: PerformStepInput,
  step: Step,
  { outcome, calls, problem }: TriedStep & { calls: LedgerCall[] },
): Promise<PerformedStep> {
  const ended: LedgerEntry = { kind: 'step-ended', accountId, stepId, outcome, calls, problem };
  if (step.kind === 'disableUser') {
    await db.transaction().execute(async (trx) => {
      if (outcome === 'failed') await releaseRemoval(trx, { runId, accountId });
      else await patchRunAccount(trx, { runId, accountId }, { disabledAt: now() });
      await appendLedger(trx, runId, [ended]);
    });
  } else await appendLedger(db, runId, [ended]);
  return { outcome, problem };
}

/** Just before a write: the run, the lease, the account and the freeze, as they are now. */
async function assertWanted(
  deps: LifecycleDeps,
  account: Account,
  run: Run,
  { stored, planned, lease }: StepToDo,
): Promise<void> {
  const { db } = deps;
  const { runId, accountId } = lease;
  const detail = (await whyVoid(deps, run)) ?? whyCalledOff(run);
  if (detail !== undefined) throw new PlanOutdatedError(`Not wanted any more: ${detail}.`);
  await assertLease(db, lease);
  const [frozen, { policy }, overridden] = await Promise.all([
    findFreeze(db, accountId),
    deps.policy(),
    listOverrides(db, { runId, accountId }),
  ]);
  const rules = accountPolicy(policy, account.name);
  if (frozen !== null) throw new WritesForbiddenError(`Writes are stopped: ${frozen}.`);
  if (rules.writesPaused) throw new WritesForbiddenError('The policy pauses writes in this account.');
  if (rules.readOnly || account.access === 'read') throw new WritesForbiddenError('The account is read only.');
  if (account.state !== 'active') throw new WritesForbiddenError(`The account is ${account.state}.`);
  const stopped = stored.verdicts.find(
    ({ stepIds, guard, decision }) =>
      stepIds.includes(planned.id) && (decision === 'refuse' || !overridden.includes(guard)),
  );
  if (stopped) throw new WritesForbiddenError(`Held: ${stopped.reason}.`);
}

/**
 * Of a write that has waited for points of the rate budget: what may have changed meanwhile within seconds.
 *
 * @throws LeaseLostError, WritesForbiddenError
 */
export async function assertStillWanted(db: Db, lease: HeldLease): Promise<void> {
  await assertLease(db, lease);
  const frozen = await findFreeze(db, lease.accountId);
  if (frozen !== null) throw new WritesForbiddenError(`Writes are stopped: ${frozen}.`);
}

/** Count, write and read-back of what lowers an administrator are one: two leavers cannot be the last two. */
async function lowerAdmin(
  deps: LifecycleDeps,
  opened: OpenedAccount,
  { runId, accountId }: PerformStepInput,
  stored: StoredPlan,
  attempt: () => Promise<TriedStep>,
  signal: AbortSignal,
): Promise<TriedStep> {
  const { db } = deps;
  const { account, client } = opened;
  const userId = stored.present.user?.id ?? '';
  const lower = async () => {
    const overridden = await listOverrides(db, { runId, accountId });
    if (!overridden.includes('last-admin')) {
      const { policy } = await deps.policy();
      const { adminIds } = await readGroupList(client, signal, userId);
      const query = { runId, account, policy, userId, adminIds, now: deps.now() };
      const others = await countOtherAdmins(db, client, query, signal);
      if (!others.read || others.value === 0) throw new WritesForbiddenError('Held: the last enabled admin.');
    }
    return await attempt();
  };
  return await withAdminsLocked(db, accountId, lower, signal);
}
