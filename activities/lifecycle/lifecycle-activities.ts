import { stepActivityNames } from '../../domain/plan/step-activities.js';
import type { LedgerCall } from '../../domain/ledger.js';
import { approversOf } from '../../domain/policy/approval.js';
import type { Policy } from '../../domain/policy/policy.js';
import { batchLabel } from '../../domain/batch.js';
import type { Sealer } from '../../domain/sealing.js';
import { looksAgain } from '../../domain/run.js';
import { listAccounts } from '../../store/accounts.js';
import { findCancel } from '../../store/decisions.js';
import type { Db } from '../../store/database.js';
import { readClock } from '../../store/last-write.js';
import { findPersonById } from '../../store/people.js';
import { noteAccountState, openRunAccounts } from '../../store/run-accounts.js';
import { getRun, lockRun, noteStage, type Run, updateRun } from '../../store/runs.js';
import { signHead } from '../../store/signing.js';
import type { WithAccount } from '../account-opener.js';
import { translatePersonFailures } from '../failures.js';
import { heartbeating } from '../heartbeating.js';
import {
  type LifecycleActivities,
  type OpenedRun,
  type PerformStepInput,
  type PerformedStep,
  type StepActivities,
} from './lifecycle-steps.js';
import { awaitOthersDisabled } from './await-others.js';
import { confirmUsable } from './confirm-usable.js';
import { findStepToDo } from './find-step-to-do.js';
import { followUpOf, momentOf, readRunFacts } from './run-facts.js';
import { attempting } from './note-attempt.js';
import { assertStillWanted, performStep } from './perform-step.js';
import { preparePlan } from './prepare-plan.js';
import { recordAccount } from './record-account.js';
import { rescheduleRun } from './reschedule-run.js';
import { createListSharing } from './share-lists.js';
import { takeDecision } from './take-decision.js';
import { lookAgain, verifyAccount } from './verify-account.js';

export interface LifecycleDeps {
  db: Db;
  withAccount: WithAccount;
  sealer: Sealer;
  /**
   * The policy as it is now: the last good one. A run that begins takes none but the file as it stands.
   *
   * @throws PolicyError, which passes once the file is mended
   */
  policy(options?: { forNewRun?: boolean }): Promise<{ policy: Policy; hash: string | null }>;
  now(): Date;
}

/** The steps of a person's run. They run in the people's share of the account's rate budget. */
export function createLifecycleActivities(deps: LifecycleDeps): LifecycleActivities & StepActivities {
  const { db, withAccount, now } = deps;
  const sharing = createListSharing({ withAccount, readClock: () => readClock(db) });
  const reading = { ...deps, sharing };

  const ensure = (input: PerformStepInput): Promise<PerformedStep> =>
    heartbeating(({ signal }) => {
      const calls: LedgerCall[] = [];
      const onCall = (call: LedgerCall) => calls.push(call);
      return attempting(db, input, signal, async () => {
        const toDo = await findStepToDo(db, input);
        const assertWanted = () => assertStillWanted(db, toDo.lease);
        return await withAccount(
          { accountId: input.accountId, lane: 'people', signal, onCall, assertWanted },
          (opened) => performStep(deps, { ...opened, calls }, input, toDo, signal),
        );
      });
    });
  const steps = Object.fromEntries(Object.values(stepActivityNames).map((name) => [name, ensure])) as StepActivities;

  return translatePersonFailures<LifecycleActivities & StepActivities>({
    ...steps,
    openRun: ({ runId }) => heartbeating(() => openRun(deps, runId)),
    readRunFacts: ({ runId }) =>
      heartbeating(async () => {
        const [run, { policy }] = await Promise.all([getRun(db, runId), deps.policy()]);
        return await readRunFacts(db, run, policy);
      }),
    recordStage: ({ runId, stage, attention, detail, outcome, factsVersion }) =>
      heartbeating(() =>
        db.transaction().execute(async (trx) => {
          const run = await lockRun(trx, runId);
          // Where the stage is recorded already, the answer was lost.
          if (factsVersion !== undefined && run.stage !== stage && run.factsVersion > factsVersion) {
            return await readRunFacts(trx, run, (await deps.policy()).policy);
          }
          const noted = await noteStage(trx, runId, { stage, attention, ...(detail !== undefined && { detail }) });
          if (noted) await updateRun(trx, runId, stageTimes(stage, outcome, now()));
          await signHead(trx, deps.sealer, runId);
          return undefined;
        }),
      ),
    recordAccount: ({ runId, accountId, state, detail, remedy = null }) =>
      heartbeating(() => recordAccount(db, { runId, accountId }, { state, detail, remedy })),
    rescheduleRun: ({ runId, ...when }) => heartbeating(() => rescheduleRun(deps, runId, when)),
    prepareAccountPlan: (input) =>
      heartbeating(async ({ signal }) => {
        if (input.begins) await noteAccountState(db, input, { state: 'working', detail: null });
        const prepare = () =>
          withAccount({ accountId: input.accountId, lane: 'people', signal }, (opened) =>
            preparePlan(reading, opened, input, signal),
          );
        return await (input.purpose === 'act' ? attempting(db, input, signal, prepare) : prepare());
      }),
    awaitOthersDisabled: (key) => heartbeating(() => awaitOthersDisabled(db, key)),
    verifyAccount: (input) =>
      heartbeating(({ signal }) =>
        withAccount({ accountId: input.accountId, lane: 'people', signal }, (opened) =>
          verifyAccount(reading, opened, input, signal),
        ),
      ),
    lookAgain: (input) =>
      heartbeating(({ signal }) =>
        withAccount({ accountId: input.accountId, lane: 'people', signal }, (opened) =>
          lookAgain(reading, opened, input, signal),
        ),
      ),
    awaitUsableAccount: ({ accountId }) => heartbeating(({ signal }) => confirmUsable(deps, accountId, signal)),
    readDecision: (input) => heartbeating(() => takeDecision(db, input)),
  });
}

async function openRun(deps: LifecycleDeps, runId: string): Promise<OpenedRun> {
  const { db } = deps;
  const [run, accounts, cancel] = await Promise.all([getRun(db, runId), listAccounts(db), findCancel(db, runId)]);
  const { policy } = await deps.policy({ forNewRun: true }).catch(async (error: unknown) => {
    await updateRun(db, runId, { attention: 'policy-broken' });
    throw error;
  });
  const person = run.personId === null ? undefined : await findPersonById(db, run.personId);
  const wanted = accounts.filter(({ name }) => run.onlyAccounts === null || run.onlyAccounts.includes(name));
  await openRunAccounts(db, runId, wanted);
  const followUp = followUpOf(run, policy);
  const { remindAfterMs, escalation } = approversOf(policy);
  return {
    kind: run.kind,
    personKey: person?.key ?? run.workflowId,
    ...momentOf(run),
    askedBy: run.askedBy,
    needsApproval: run.needsApproval,
    remindAfterMs,
    ...(escalation && { escalation }),
    ...(followUp && { followUp }),
    facts: await readRunFacts(db, run, policy),
    secondLook: looksAgain(run.kind) ? policy.secondLook : null,
    accounts: wanted.map(({ id, name }) => ({ accountId: id, accountName: name })),
    ...(run.batchId !== null && {
      hidden: { title: `a leaver of batch ${batchLabel(run.batchId)}`, run: run.workflowId },
    }),
    ...(cancel && { cancel: { by: cancel.operatorName, reason: cancel.reason } }),
  };
}

/** The times that stages are remembered by. */
function stageTimes(stage: Run['stage'], outcome: string | undefined, now: Date) {
  return {
    ...(stage === 'acting' && { actedAt: now }),
    ...((stage === 'in-force' || stage === 'verified') && { verifiedAt: now }),
    ...((stage === 'done' || stage === 'cancelled') && { closedAt: now, outcome: outcome ?? stage }),
  };
}
