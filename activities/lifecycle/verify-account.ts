import { ApplicationFailure } from '@temporalio/common';
import { toDrift } from '../../domain/drift.js';
import { summariseState } from '../../domain/evidence/summarise-state.js';
import { describeNotChecked } from '../../domain/plan/describe-step.js';
import type { PlanPurpose } from '../../domain/ledger.js';
import { describeNoUser } from '../../domain/plan/describe-no-user.js';
import { type Match, matchHoldWords } from '../../domain/plan/match-user.js';
import { type AccountPlan, type Facet, facets, planAccount } from '../../domain/plan/plan-account.js';
import { type PresentState, valueOf } from '../../domain/plan/present-state.js';
import { proveStep } from '../../domain/plan/prove-step.js';
import type { Step } from '../../domain/plan/step.js';
import { wantedIn } from '../../domain/plan/wanted-state.js';
import { accountPolicy } from '../../domain/policy/account-policy.js';
import { type RunPhase, takesAway } from '../../domain/run.js';
import { appendLedger } from '../../store/ledger.js';
import { awaitOtherWrites } from '../../store/other-writes.js';
import { readAddresses } from '../../store/people.js';
import { haveSessionsEnded, listPerformedSteps, type PerformedStep, stepsDone } from '../../store/performed-steps.js';
import { patchRunAccount } from '../../store/run-accounts.js';
import { keepDrift } from '../../store/run-drift.js';
import { findPlan } from '../../store/run-plans.js';
import { getRun } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import { type AccountLists, readLists } from './account-lists.js';
import { endLostSteps } from './end-lost-steps.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { AccountKey, LifecycleActivities, SecondLook, VerifiedAccount } from './lifecycle-steps.js';
import { leaseSubject } from './lease-subject.js';
import { listsOfRun, type ReadingDeps } from './lists-of-run.js';
import { findUser, matchPerson } from './match-person.js';
import { mayFirstPartArrive, whyVoid } from './prepare-plan.js';
import { describeMissed, mayBeReadLater, toPlanned } from './to-ready.js';
import { readPresent } from './read-present.js';
import { readPresentGroups } from './read-present-groups.js';
import { recordVerified, takeBackEnd } from './record-account.js';
import { facetsOf } from './step-facets.js';
import { type WantedInAccount, wantedRecord } from './wanted-in-account.js';
import { wantedOfRun } from './wanted-of-run.js';

/**
 * Reads back what the plan changed, and what shall be empty anyway: the user, groups and invites. A new plan on what was
 * read says what is still open. Where nothing is, the work in the account may end with it.
 */
export async function verifyAccount(
  deps: ReadingDeps,
  opened: OpenedAccount,
  { runId, accountId, phase = 'act', fence, mayEnd }: Parameters<LifecycleActivities['verifyAccount']>[0],
  signal: AbortSignal,
): Promise<VerifiedAccount> {
  const { db } = deps;
  const [stored, run] = await Promise.all([findPlan(db, { runId, accountId }), getRun(db, runId)]);
  const before = stored?.present;
  const userId = before?.user?.id ?? null;
  const written = { accountId, runId, personId: run.personId, userId };
  const mayOthersArrive = await awaitOtherWrites(db, written, signal);
  const asked = new Set<Facet>(['memberships', 'invites', ...facetsOf(stored?.plan.steps ?? [])]);
  for (const { facet, why } of stored?.plan.notChecked ?? []) {
    if (why.kind === 'failed' || why.kind === 'later') asked.add(facet);
  }
  const reading = await readAgain(
    deps,
    opened,
    { runId, accountId, before, asked: before ? asked : new Set(facets), phase },
    signal,
  );
  const { present: after } = reading;
  const { plan, wanted } = await planAfter(deps, opened, { runId, phase }, reading);
  const performed = await listPerformedSteps(db, { runId, accountId, ofLastPart: phase !== 'act' });
  await endLostSteps(deps, { runId, accountId }, performed, after);
  const isUnsettled = mayOthersArrive || (await mayFirstPartArrive(db, { runId, accountId, phase }));
  await record(
    deps,
    { runId, accountId },
    'act',
    performed.map(({ step }) => step),
    after,
    plan,
    wanted,
  );
  if (plan.steps.length === 0) await patchRunAccount(db, { runId, accountId }, { verifiedAt: deps.now() });
  const detail = [describeFound(reading, wanted, performed), ...wanted.notes, ...describeMissed(plan)].join('; ');
  const isSure = !isUnsettled && reading.match?.kind !== 'hold' && !plan.notChecked.some(mayBeReadLater);
  const hasEnded = mayEnd && plan.steps.length === 0 && isSure;
  signal.throwIfAborted();
  if (hasEnded) {
    const subject = leaseSubject(run, userId);
    await recordVerified(db, { accountId, subject, runId, fence }, detail);
  } else await takeBackEnd(db, { runId, accountId });
  return {
    open: plan.steps.map(toPlanned),
    detail,
    notChecked: plan.notChecked.map(describeNotChecked),
    hasEnded,
    ...(isUnsettled && { isUnsettled }),
  };
}

/** Reads everything anew and says what came back since it was verified. */
export async function lookAgain(
  deps: ReadingDeps,
  opened: OpenedAccount,
  { runId, accountId, mayMiss = false }: AccountKey & { mayMiss?: boolean },
  signal: AbortSignal,
): Promise<SecondLook> {
  const { db } = deps;
  const whole = { runId, accountId, before: undefined, asked: new Set(facets) };
  const reading = await readAgain(deps, opened, whole, signal);
  const { present: after } = reading;
  const { plan, wanted } = await planAfter(deps, opened, { runId, phase: 'act' }, reading);
  if (!mayMiss) assertAllRead(plan);
  const performed = await listPerformedSteps(db, { runId, accountId });
  const doubt = describeDoubt(reading.match);
  await record(
    deps,
    { runId, accountId },
    'second-look',
    performed.map(({ step }) => step),
    after,
    plan,
    wanted,
    doubt,
  );
  const cameBack = [...plan.steps.map((step) => describeReturn(step)), ...(doubt === undefined ? [] : [doubt])];
  const secondLook = cameBack.length === 0 ? 'as verified' : `came back: ${cameBack.join(', ')}`;
  await patchRunAccount(db, { runId, accountId }, { secondLookAt: deps.now(), secondLook });
  // From here on syncs watch it: what is known by now is no news to them.
  const access = {
    active: after.user?.active === true,
    groupIds: valueOf(after.memberships).map(({ groupId }) => groupId),
  };
  await keepDrift(db, { runId, accountId }, toDrift(cameBack.length > 0 ? [access] : []), { driftSeenAt: deps.now() });
  const voidBy = await whyVoid(deps, await getRun(db, runId));
  const detail = [describeState(after), ...describeMissed(plan)].join('; ');
  return { cameBack, detail, ...(voidBy !== undefined && { voidBy }) };
}

/** What could not be read for a moment may hide what came back: the step is tried again. */
function assertAllRead(plan: AccountPlan): void {
  const [missed] = plan.notChecked.filter(mayBeReadLater);
  if (missed?.why.kind !== 'failed') return;
  throw ApplicationFailure.create({ type: missed.why.failure, message: describeMissed(plan).join() });
}

/** Nobody can say yet whether a user is the one who left: that is no absence. */
function describeDoubt(match: Match | null | undefined): string | undefined {
  if (match?.kind !== 'hold') return undefined;
  const candidates = match.candidates.length > 0 ? ` (${match.candidates.join(', ')})` : '';
  return `perhaps a user again: ${matchHoldWords[match.why]}${candidates}`;
}

interface RereadQuery extends AccountKey {
  before: PresentState | undefined;
  asked: ReadonlySet<Facet>;
  /** Of a run whose plan left lists out. The second look leaves it out: it reads everything that it can. */
  phase?: RunPhase;
}

interface Reread {
  present: PresentState;
  lists: AccountLists;
  /** Null or left out when nobody had to be looked for. */
  match?: Match | null;
}

async function readAgain(
  deps: ReadingDeps,
  opened: OpenedAccount,
  { runId, accountId, before, asked, phase }: RereadQuery,
  signal: AbortSignal,
): Promise<Reread> {
  const { db, now } = deps;
  const { client, account } = opened;
  const run = await getRun(db, runId);
  if (run.kind === 'group') {
    const present = await readPresentGroups(client, wantedIn(run.wanted, accountId), signal);
    return { present, lists: readLists(client, signal) };
  }
  const personId = run.personId ?? '';
  const addresses = await readAddresses(db, personId);
  const { user, match } = before?.user
    ? { user: await findUser(client, before.user.id, signal), match: null }
    : await matchPerson(db, client, { account, person: { id: personId, addresses }, now: now() }, signal);
  const sessionsEnded = await haveSessionsEnded(db, { runId, accountId });
  const lists = await listsOfRun(deps, opened, run, user?.id, signal);
  const { present } = await readPresent(
    client,
    {
      lists,
      user,
      addresses: [...addresses.work, ...addresses.other],
      sharedAddresses: addresses.shared ?? [],
      features: account.features,
      sessionsEnded,
      goesOnWhenLimited: phase !== undefined && takesAway(run.kind, phase),
      ...(before && { only: { facets: asked, before } }),
    },
    signal,
  );
  return { present, lists, match };
}

async function planAfter(
  deps: LifecycleDeps,
  opened: OpenedAccount,
  { runId, phase }: { runId: string; phase: RunPhase },
  reading: { present: PresentState; lists: AccountLists },
): Promise<{ plan: AccountPlan; wanted: WantedInAccount }> {
  const { db, now } = deps;
  const { account } = opened;
  const [run, { policy }] = await Promise.all([getRun(db, runId), deps.policy()]);
  const wantedFrom = await wantedOfRun(db, { run, phase, account, policy, now: now() });
  const wanted = await wantedFrom(reading);
  const rules = { features: account.features, namedSeats: accountPolicy(policy, account.name).namedSeats };
  return { plan: planAccount(reading.present, wanted.wanted, rules), wanted };
}

function describeFound({ present, match }: Reread, { wanted }: WantedInAccount, performed: PerformedStep[]): string {
  if (match?.kind !== 'none' || wanted.active !== false) return describeState(present);
  return describeNoUser(present, { wasLinked: match.wasLinked, done: stepsDone(performed) });
}

async function record(
  { db }: LifecycleDeps,
  { runId, accountId }: AccountKey,
  purpose: PlanPurpose,
  steps: Step[],
  after: PresentState,
  { notChecked }: AccountPlan,
  wanted: WantedInAccount,
  doubt?: string,
): Promise<void> {
  const proofs = steps.map((step) => ({ stepId: step.id, proof: proveStep(step, after) }));
  const found = { kind: 'verified' as const, accountId, purpose, proofs, after, notChecked };
  await appendLedger(db, runId, [{ ...found, ...(doubt !== undefined && { doubt }), ...wantedRecord(wanted) }]);
}

/** What was found, for people. */
function describeState(present: PresentState): string {
  if (present.groups) return summariseState(present);
  const count = (
    what: string,
    reading: PresentState['grants'] | PresentState['memberships'] | PresentState['invites'],
  ) => (reading.read ? [`${valueOf<unknown>(reading).length} ${what}`] : []);
  const user = present.user === null ? 'no user' : present.user.active ? 'enabled' : 'disabled';
  return [
    user,
    ...count('groups', present.memberships),
    ...count('invites', present.invites),
    ...count('direct grants', present.grants),
  ].join(', ');
}

function describeReturn(step: Step): string {
  switch (step.kind) {
    case 'disableUser':
      return 'the user is enabled again';
    case 'removeFromGroup':
      return `member of ${step.groupName}`;
    case 'deleteInvite':
      return `invite ${step.inviteId}`;
    case 'revokeGrant':
      return `direct grant on ${step.object.type} ${step.object.id}`;
    case 'revokeRoleGrant':
      return `role ${step.roleId}`;
    case 'denyAccessRequest':
      return `access request ${step.requestId}`;
    default:
      return toPlanned(step).text;
  }
}
