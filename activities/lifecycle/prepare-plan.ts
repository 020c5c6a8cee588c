import type { PlanPurpose } from '../../domain/ledger.js';
import { type Match, matchHoldRemedy, matchHoldWords } from '../../domain/plan/match-user.js';
import { describeNoUser } from '../../domain/plan/describe-no-user.js';
import { describeNotChecked } from '../../domain/plan/describe-step.js';
import { weightOf } from '../../domain/plan/plan-account.js';
import { inRun } from '../../domain/plan/override-command.js';
import { withoutIdentity } from '../../domain/plan/without-identity.js';
import { type PresentState, valueOf } from '../../domain/plan/present-state.js';
import { takesAway } from '../../domain/run.js';
import { noteAttempted } from '../../store/batches.js';
import type { Db } from '../../store/database.js';
import { findLastWrite } from '../../store/last-write.js';
import { appendLedger } from '../../store/ledger.js';
import { findPersonById, putLink } from '../../store/people.js';
import { patchRunAccount } from '../../store/run-accounts.js';
import { findPlan, putPlan } from '../../store/run-plans.js';
import { getRun, hasLeft, type Run, wasTakenAwaySince } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import { endLostSteps } from './end-lost-steps.js';
import { assertGroupsRead } from './groups-first.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { AccountPhase, PreparedPlan } from './lifecycle-steps.js';
import { firstReading, firstSteps, isStopped, withoutLimited } from './first-part.js';
import { listsOfRun, type ReadingDeps } from './lists-of-run.js';
import { matchUnderLease } from './match-under-lease.js';
import { prepareGroupPlan } from './prepare-group-plan.js';
import { planPerson } from './plan-person.js';
import { describeMissed, mayBeReadLater, toReady } from './to-ready.js';
import { type WantedInAccount, wantedRecord } from './wanted-in-account.js';
import { wantedOfRun } from './wanted-of-run.js';
import { haveSessionsEnded, listPerformedSteps, type PerformedStep, stepsDone } from '../../store/performed-steps.js';

/** Reads, plans, judges and keeps the plan. With `act` the lease on the user is taken first. */
export async function preparePlan(
  deps: ReadingDeps,
  opened: OpenedAccount,
  {
    runId,
    accountId,
    purpose,
    mayCleanUp = false,
    phase = 'act',
  }: AccountPhase & { purpose: PlanPurpose; mayCleanUp?: boolean },
  signal: AbortSignal,
): Promise<PreparedPlan> {
  const { db, now } = deps;
  const { account } = opened;
  const run = await getRun(db, runId);
  const void_ = await whyVoid(deps, run);
  if (void_ !== undefined) return { kind: 'superseded', detail: void_ };
  const calledOff = whyCalledOff(run) ?? (phase === 'act' ? whyPartOver(run, now()) : undefined);
  // Where something was done already it is read back, so that what is left is told.
  if (calledOff !== undefined && (await listPerformedSteps(db, { runId, accountId })).length === 0) {
    return { kind: 'superseded', detail: calledOff };
  }
  if (run.kind === 'group') return await prepareGroupPlan(deps, opened, run, { runId, accountId, purpose }, signal);
  const { policy } = await deps.policy();
  const personId = run.personId ?? '';
  const matched = await matchUnderLease(deps, opened, { run, purpose }, signal);
  if (!matched) {
    await noteAttempted(db, { runId, accountId });
    return { kind: 'busy' };
  }
  const { match, user, addresses, sharedAddresses, mayAlsoBe, notLookedUp, fence, isUnsettled } = matched;
  if (match.kind === 'hold') return toHeld(run, account.name, match);

  // Who approves sees everything.
  const isFirstPart = run.batchId !== null && !mayCleanUp && !(purpose === 'preview' && run.needsApproval);
  const lists = await listsOfRun(deps, opened, run, user?.id, signal);
  // Who is enabled may have signed in again.
  const sessionsEnded = user?.active !== true && (await haveSessionsEnded(db, { runId, accountId }));
  const wantedFrom = await wantedOfRun(db, { run, phase, account, policy, now: now() });
  const asked = { runId, kind: run.kind, phase, wanted: wantedFrom, policy };
  const found = { user, addresses, sharedAddresses, mayAlsoBe, notLookedUp };
  const query = { ...asked, ...found, sessionsEnded, now: now() };
  const isToDisable = purpose === 'act' && takesAway(run.kind, phase) && user?.active === true;
  const before = isToDisable ? await findPlan(db, { runId, accountId }) : undefined;
  const only = withoutLimited(isFirstPart ? firstReading : undefined, before?.plan);
  const reading = { lists, ...(only && { only }) };
  const judged = await planPerson(db, opened, { ...query, ...reading }, signal);
  const { present, allowed, wanted, ahead } = judged;
  const verdicts = inRun(judged.verdicts, run);
  const plan = { ...judged.plan, steps: judged.plan.steps.map(withoutIdentity) };
  if (purpose === 'act') {
    assertGroupsRead(plan, account.features, now());
    await endLostSteps(deps, { runId, accountId }, await listPerformedSteps(db, { runId, accountId }), present);
  }
  await db.transaction().execute(async (trx) => {
    const shown = { ...plan, ...(ahead && { ahead: ahead.steps }) };
    await putPlan(trx, { runId, accountId }, { present, plan: shown, verdicts, weight: weightOf(plan) });
    await patchRunAccount(trx, { runId, accountId }, { userId: user?.id ?? null });
    if (user && match.kind === 'user' && match.by === 'work-email' && purpose === 'act') {
      const linkedBy = `run ${run.workflowId}`;
      await putLink(trx, { accountId, personId, userId: user.id, linkedBy, reason: 'current work email' });
    }
    const { steps, handOver, notChecked } = plan;
    await appendLedger(trx, runId, [
      {
        ...{ kind: 'planned', accountId, purpose, before: present, steps, handOver, notChecked, verdicts },
        ...wantedRecord(wanted),
      },
    ]);
  });
  // The others of a batch wait for no one who is stopped.
  if (purpose === 'act' && isStopped(plan, allowed)) await noteAttempted(db, { runId, accountId });
  if (isFirstPart && purpose === 'act' && !isStopped(plan, allowed)) {
    return { ...toReady(plan, verdicts, firstSteps(allowed), { fence, account }), isFirstPart };
  }
  if (plan.steps.length > 0 || verdicts.length > 0) return toReady(plan, verdicts, allowed, { fence, account });
  const mayReadLater = plan.notChecked.some(mayBeReadLater);
  const performed = await listPerformedSteps(db, { runId, accountId });
  const detail = [describeNothing(present, match, wanted, performed), ...describeMissed(plan)].join('; ');
  const notChecked = plan.notChecked.map(describeNotChecked);
  const isOpen = isUnsettled || (await mayFirstPartArrive(db, { runId, accountId, phase }));
  const nothing = { fence, detail, mayReadLater, ...(isOpen && { isUnsettled: true }), notChecked };
  return { kind: 'nothing-to-do', ...nothing, weight: weightOf(plan) };
}

/** Whether the second part of a run may still be undone by what the run itself sent in the first. */
export async function mayFirstPartArrive(db: Db, { phase, ...key }: AccountPhase): Promise<boolean> {
  return phase !== undefined && phase !== 'act' && (await findLastWrite(db, key)).isOpen;
}

/** Why there is nothing to do. */
function describeNothing(
  present: PresentState,
  match: Match,
  { isByRules, notes }: WantedInAccount,
  performed: PerformedStep[],
): string {
  if (notes.length > 0) return notes.join('; ');
  if (match.kind !== 'none') return 'nothing to do: everything is as wanted';
  if (!isByRules) return describeNoUser(present, { wasLinked: match.wasLinked, done: stepsDone(performed) });
  return valueOf(present.invites).length > 0 ? 'nothing to do: invited already' : 'nothing to do: no user';
}

/** Why newer facts make a run void; undefined when it still holds. */
export async function whyVoid({ db }: LifecycleDeps, run: Run): Promise<string | undefined> {
  if (run.closedAt !== null) return 'the run has ended';
  const person = run.personId === null ? undefined : await findPersonById(db, run.personId);
  if (person && run.episode !== null && person.episode > run.episode) return 'the person has a newer employment';
  const gives = run.kind !== 'offboard' && run.kind !== 'restore' && run.kind !== 'group';
  if (gives && run.personId !== null && (await hasLeft(db, run.personId, run.episode))) {
    return 'the person was offboarded';
  }
  if (run.kind === 'restore' && (await wasTakenAwaySince(db, run))) return 'access was taken away again since';
  return undefined;
}

/** What HR withdrew is not acted on, also before its workflow has heard of it. */
export function whyCalledOff({ cancelAskedBy, cancelReason }: Run): string | undefined {
  return cancelAskedBy === null ? undefined : `called off by ${cancelAskedBy}: ${cancelReason ?? ''}`;
}

/** What was lifted, or has passed its end, is not begun any more, also before its workflow has heard of it. */
function whyPartOver({ kind, liftedAt, endsAt }: Run, now: Date): string | undefined {
  if (kind === 'suspend' && liftedAt !== null) return 'lifted before it began here';
  if (kind === 'access' && endsAt !== null && endsAt <= now) return 'its end came before it began here';
  return undefined;
}

function toHeld(run: Run, accountName: string, match: Extract<Match, { kind: 'hold' }>): PreparedPlan {
  const candidates = match.candidates.length > 0 ? ` (${match.candidates.join(', ')})` : '';
  const remedy = matchHoldRemedy(match.why, { workflowId: run.workflowId, account: accountName });
  return { kind: 'held', reason: `${matchHoldWords[match.why]}${candidates}`, remedy };
}
