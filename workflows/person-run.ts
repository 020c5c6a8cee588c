import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  continueAsNew,
  workflowInfo,
} from '@temporalio/workflow';
import type { RunFacts } from '../activities/lifecycle/lifecycle-steps.js';
import { isFinal, isSettled, outcomeOfAccounts, type RunStage } from '../domain/run.js';
import { applyAccountPlan } from './apply-account-plan.js';
import { unknownSender } from './find-sender.js';
import { accountStepsOf, runSteps } from './lifecycle-proxies.js';
import { listenToOperators } from './listen-to-operators.js';
import {
  areAllFinal,
  attentionOf,
  createPersonTicket,
  isPartOver,
  openTicket,
  type PersonTicket,
  takeFacts,
  takeHurried,
} from './person-ticket.js';
import { lookAgainEverywhere } from './second-look.js';
import { type Shown, showPersonTicket } from './show-person-ticket.js';
import { awaitApproval, previewEverywhere } from './await-approval.js';
import { awaitFacts } from './await-facts.js';
import { followUp, watchEnd } from './follow-up.js';

export interface PersonRunInput {
  runId: string;
  /** Of a run that continues as new. */
  carried?: { ticket: PersonTicket; secondLook: SecondLookRule | null; remindAfterMs: number };
}

export interface SecondLookRule {
  afterMs: number;
  repair: boolean;
}

/** How a run about a person ended, account by account. */
export interface PersonRunResult {
  outcome: string;
  accounts: { accountName: string; state: string; detail: string | null }[];
}

/** What all parts of a run share. */
export interface PersonRun {
  ticket: PersonTicket;
  show(): void;
  /**
   * Goes to a stage and records it.
   *
   * @returns facts newer than `factsVersion`, where it is given: then it is not recorded
   */
  enter(
    stage: RunStage,
    options?: { detail?: string; outcome?: string; factsVersion?: number },
  ): Promise<RunFacts | undefined>;
}

/**
 * The story of every run about a person: load it, have it approved, wait for its moment, act in all accounts side by
 * side, look again later. A cancellation of the workflow is a wish like an operator's: what is under way is finished,
 * verified and recorded.
 */
export async function runForPerson({ runId, carried }: PersonRunInput): Promise<PersonRunResult> {
  const ticket = carried?.ticket ?? createPersonTicket(runId);
  const shown: Shown = {};
  const run: PersonRun = {
    ticket,
    show() {
      if (ticket.isOpen) showPersonTicket(ticket, shown);
    },
    async enter(stage, options = {}) {
      ticket.stage = stage;
      run.show();
      return await runSteps.recordStage({ runId, stage, attention: attentionOf(ticket), ...options });
    },
  };
  // Before anything is awaited: a message that comes early finds its handler.
  listenToOperators(run);
  const cancelledByTemporal = listenToCancellation(ticket);
  return await CancellationScope.nonCancellable(async () => {
    const { secondLook, remindAfterMs } = carried ?? (await open(ticket));
    run.show();
    const carry = async () => {
      await condition(allHandlersFinished);
      if (isHistoryLong()) {
        await continueAsNew<typeof runForPerson>({ runId, carried: { ticket, secondLook, remindAfterMs } });
      }
    };
    await tell(run, secondLook, remindAfterMs, carry);
    await condition(allHandlersFinished);
    if (cancelledByTemporal()) throw new CancelledFailure(`Cancelled; ${resultOf(ticket).outcome}.`);
    return resultOf(ticket);
  });
}

async function open(ticket: PersonTicket): Promise<{ secondLook: SecondLookRule | null; remindAfterMs: number }> {
  const opened = await runSteps.openRun(ticket.runId);
  openTicket(ticket, opened, Date.now());
  return opened;
}

async function tell(
  run: PersonRun,
  secondLook: SecondLookRule | null,
  remindAfterMs: number,
  carry: () => Promise<void>,
): Promise<void> {
  const { ticket } = run;
  if (ticket.stage === 'planned' || ticket.stage === 'waiting-for-approval') {
    // It may have been cancelled before it began.
    if (ticket.cancel) return void (await run.enter('cancelled', cancelled(ticket)));
    if (ticket.approval === 'waiting' || ticket.approval === 'overdue') await awaitApproval(run, remindAfterMs);
    if (ticket.approval === 'rejected') return void (await run.enter('cancelled', { outcome: 'rejected' }));
    if (ticket.hidden && ticket.approval === 'not-needed') await planAhead(run);
    if (ticket.cancel) return void (await run.enter('cancelled', cancelled(ticket)));
    // What acts at once is never seen to wait.
    if (leftUntilDue(ticket) <= 0 && ticket.missing === null) ticket.stage = 'waiting';
    else await run.enter('waiting');
  }
  if (ticket.stage === 'waiting') {
    do {
      await awaitMoment(run, carry);
      while (await awaitFacts(run)) await awaitMoment(run, carry);
      if (ticket.cancel) return void (await run.enter('cancelled', cancelled(ticket)));
    } while (!(await beginToAct(run)));
  }
  const act = () => actEverywhere(run, carry);
  if (ticket.stage === 'acting') await act();
  if (ticket.followUp) await followUp(run, ticket.followUp, { act, carry });
  if (ticket.stage === 'acting' || ticket.stage === 'in-force') await run.enter('verified');
  if (secondLook && !ticket.cancel && ticket.accounts.some(isSettled)) {
    await lookAgainEverywhere(run, secondLook, carry);
  }
  await run.enter('done', { outcome: resultOf(ticket).outcome });
}

/**
 * Its moment has come. What was written down meanwhile and not told yet, such as another moment, is taken in first.
 *
 * @returns false when there was such a thing
 */
async function beginToAct(run: PersonRun): Promise<boolean> {
  const { ticket } = run;
  const hurried = takeHurried(ticket);
  const newer = await run.enter('acting', { ...hurried, factsVersion: ticket.factsVersion });
  if (newer) {
    ticket.stage = 'waiting';
    if (hurried.detail !== undefined) ticket.hurried = hurried.detail;
    takeFacts(ticket, newer);
    const isToWait = !ticket.cancel && (leftUntilDue(ticket) > 0 || ticket.missing !== null);
    if (isToWait) await run.enter('waiting');
    return false;
  }
  ticket.tryNow = false;
  if (ticket.hidden) {
    ticket.hidden = null;
    run.show();
  }
  return true;
}

/** The command line has recorded who cancelled it. */
function cancelled({ cancel }: PersonTicket): { outcome: string; detail?: string } {
  const detail = cancel?.by === unknownSender ? `${cancel.by} cancelled it: ${cancel.reason}` : undefined;
  return { outcome: 'cancelled', ...(detail !== undefined && { detail }) };
}

/** Plans of a batch that are made ahead are ready by then, or are given up. */
const aheadMs = 10 * 60_000;

/** So that who would be held is seen before the release of a batch. */
async function planAhead(run: PersonRun): Promise<void> {
  if (leftUntilDue(run.ticket) >= aheadMs) await previewEverywhere(run);
}

/** In milliseconds. */
function leftUntilDue({ effectiveAt }: PersonTicket): number {
  return Date.parse(effectiveAt) - Date.now();
}

/** Until the moment, wherever it is moved to meanwhile. */
async function awaitMoment({ ticket, show }: PersonRun, carry: () => Promise<void>): Promise<void> {
  for (;;) {
    await carry();
    const { effectiveAt } = ticket;
    const left = leftUntilDue(ticket);
    if (left <= 0 || ticket.cancel || ticket.tryNow) return;
    const isCalled = () => ticket.cancel !== null || ticket.tryNow || ticket.effectiveAt !== effectiveAt;
    await condition(isCalled, left, { summary: 'Until the moment to act' });
    show();
  }
}

/** Each account goes on by itself: one that waits holds up no other, nor the next part of the run. */
async function actEverywhere(run: PersonRun, carry: () => Promise<void>): Promise<void> {
  const { ticket } = run;
  // Whoever cancels it while accounts are left has it told there, too.
  do {
    await actInOpen(run);
    await carry();
  } while (ticket.cancel && !areAllFinal(ticket));
  if (!areAllFinal(ticket) && !isPartOver(ticket)) {
    throw ApplicationFailure.nonRetryable('An account did not come to an end.', 'BugError');
  }
}

async function actInOpen(run: PersonRun): Promise<void> {
  const { ticket, show } = run;
  ticket.actedVersion = ticket.factsVersion;
  const open = ticket.accounts.filter(({ state }) => !isFinal(state));
  const isToLeave = () => isHistoryLong() || isPartOver(ticket);
  let hasEnded = false;
  const actInAll = async () => {
    await Promise.all(
      open.map((account) => {
        const steps = accountStepsOf(ticket.runId, account, ticket.phase);
        return applyAccountPlan({ ticket, account, steps, isToLeave, show });
      }),
    );
    hasEnded = true;
  };
  const next = ticket.phase === 'act' ? ticket.followUp : null;
  await Promise.all([actInAll(), next && watchEnd(run, next, () => hasEnded)]);
}

/** Whether the run should go on as new before the server ends it: what waits is left as it stands, and taken up again. */
function isHistoryLong(): boolean {
  return workflowInfo().continueAsNewSuggested;
}

/** Gives whether the workflow itself was cancelled, which then has to end so. */
function listenToCancellation(ticket: PersonTicket): () => boolean {
  let isCancelled = false;
  void CancellationScope.current().cancelRequested.catch(() => {
    isCancelled = true;
    ticket.cancel ??= { by: unknownSender, reason: 'the workflow was cancelled' };
  });
  return () => isCancelled;
}

export function resultOf(ticket: PersonTicket): PersonRunResult {
  return {
    outcome: outcomeOf(ticket),
    accounts: ticket.accounts.map(({ accountName, state, detail }) => ({ accountName, state, detail })),
  };
}

function outcomeOf({ accounts, stage, cameBack, approval, cancel, followUp, phase }: PersonTicket): string {
  if (stage === 'cancelled') return approval === 'rejected' ? 'rejected' : 'cancelled';
  const wasLeftInForce = cancel !== null && followUp !== null && phase === 'act';
  if (wasLeftInForce) return 'ended-early';
  return cameBack.length > 0 ? 'access-came-back' : outcomeOfAccounts(accounts);
}
