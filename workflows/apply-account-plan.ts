import type { Duration } from '@temporalio/common';
import { condition, TemporalFailure } from '@temporalio/workflow';
import type { PlannedStep, PreparedPlan, ReadyPlan, StoppedBy } from '../activities/lifecycle/lifecycle-steps.js';
import { type FailureType, passingFailures } from '../domain/failures.js';
import { givesOf, isApproved } from '../domain/plan/plan-account.js';
import { remedyFor } from '../domain/remedies.js';
import { type AccountWork, isCalled, isCalledOff, note, showState, untilEnded } from './account-work.js';
import { failureOf } from './failure-of.js';
import { outdated, performAll, type Problem } from './perform-steps.js';
import type { AccountTicket } from './person-ticket.js';

/** After so many rounds of doing and reading back an operator has to look. */
const maxRounds = 4;

/** What failed to be read, or was changed by somebody else meanwhile, is tried again after these times. */
const pauseAfterRound = ['2 seconds', '10 seconds', '30 seconds'] as const;

/** What keeps failing, and will pass, is tried again after longer and longer pauses, without end: each time is a page of history. */
export async function pauseLonger(work: AccountWork, pauses: number): Promise<void> {
  await pause(work, `${Math.min(30, 2 ** pauses)} minutes`, 'until it is tried again');
}

/** Failures that pass without anybody doing anything. */
const passing: readonly FailureType[] = [...passingFailures, 'StepTimedOutError', 'DatabaseError'];

/** Failures that end the use of the account until somebody mends it, or it comes back by itself. */
const unusable: readonly FailureType[] = [
  'RetoolUnauthorizedError',
  'TokenUnavailableError',
  'WrongOrganizationError',
  'PolicyError',
  ...passing,
];

/**
 * Brings a person in one account to what is wanted: read, plan, guard, apply, verify, record. It ends with a final state,
 * unless it is to be left as it stands; until then it waits for what it needs, and never holds up other accounts.
 */
export async function applyAccountPlan(work: AccountWork): Promise<void> {
  const { account, steps, ticket } = work;
  let isStopping = false;
  let begins = true;
  let pauses = 0;
  showState(work, 'working', null);
  for (let round = 1; ; round++) {
    if (account.skip) return await note(work, 'skipped', `by ${account.skip.by}: ${account.skip.reason}`);
    if (ticket.cancel) {
      const left = account.steps.length === 0 ? 'nothing was done here' : (account.detail ?? 'it was not read back');
      if (isStopping || account.steps.length === 0) {
        return await note(work, 'given-up', `cancelled by ${ticket.cancel.by}; ${left}`);
      }
      // Once more, to read back and tell what is left.
      isStopping = true;
    } else if (work.isToLeave()) return;
    account.retry = false;
    const prepared = await whenUsable(work, () => steps.prepare('act', { mayCleanUp: account.mayCleanUp, begins }));
    begins = false;
    const next = prepared ? await carryOut(work, prepared, round) : 'anew';
    if (next === 'done') return;
    if (next === 'again-soon') await pause(work, pauseAfterRound[round - 1] ?? '30 seconds', 'until it is tried again');
    if (next === 'after-others') await pause(work, '10 seconds', 'until the other run is asked for again');
    if (next === 'after-command') await condition(() => isCalled(work));
    if (next === 'later') {
      await pauseLonger(work, pauses++);
      round = maxRounds - 2;
    }
    if (['anew', 'after-others', 'after-command'].includes(next)) round = 0;
  }
}

/** `anew`: the rounds are counted from the beginning. */
type Next = 'done' | 'again-now' | 'again-soon' | 'later' | 'anew' | 'after-others' | 'after-command';

async function carryOut(work: AccountWork, prepared: PreparedPlan, round: number): Promise<Next> {
  const { account } = work;
  switch (prepared.kind) {
    case 'superseded':
      await note(work, 'superseded', prepared.detail);
      return 'done';
    case 'held':
      await note(work, 'held', prepared.reason, prepared.remedy);
      return 'after-command';
    case 'busy':
      await note(
        work,
        'waiting',
        `another run works on ${work.ticket.kind === 'group' ? 'groups here' : 'this user'}`,
        'Nothing, or end the other run: this one goes on by itself afterwards. See both: steward runs --open',
      );
      return 'after-others';
    case 'nothing-to-do':
      account.notChecked = prepared.notChecked ?? account.notChecked;
      if (prepared.isUnsettled) return 'after-others';
      if (prepared.mayReadLater && round < maxRounds) return 'again-soon';
      await note(work, account.steps.length > 0 ? 'verified' : 'nothing-to-do', prepared.detail);
      return 'done';
    case 'ready':
      if (prepared.steps.length === 0 && mayPass(prepared.stopped)) {
        await note(work, 'waiting', wordsOf(prepared.stopped), remediesOf(prepared.stopped));
        return 'later';
      }
      if (differsFromApproved(work, prepared.weight)) {
        const remedy = `\`steward run ${work.ticket.personKey}\` shows it; then \`steward approve\`, or \`skip\` the account`;
        account.askedWeight = prepared.weight;
        await note(work, 'held', 'the plan is another one than was approved', remedy);
        return 'after-command';
      }
      account.askedWeight = null;
      return prepared.isFirstPart
        ? await disableFirst(work, prepared, round)
        : await doAndVerify(work, prepared, round);
  }
}

function differsFromApproved({ ticket, account }: AccountWork, weight: string): boolean {
  if (ticket.approval !== 'approved') return false;
  // What follows was approved with what it follows; where that was not done yet, what it gives was not.
  const isYetToGive = ticket.kind === 'move' && account.isBehind === true;
  const asked = ticket.phase === 'act' ? weight : isYetToGive ? givesOf(weight) : '';
  return !isApproved(asked, account.weight ?? '');
}

/** Of a leaver of a batch no more than the disabling is done before the others are disabled, too. */
async function disableFirst(work: AccountWork, plan: ReadyPlan, round: number): Promise<Next> {
  const { account, steps } = work;
  remember(account, plan);
  if (account.state !== 'working') await note(work, 'working', null);
  const problems = await performAll(work, plan);
  const isDone = problems !== 'outdated' && problems.length === 0;
  // Whoever could not be disabled tries again at once, and then in the usual way: nobody waits for them.
  if (!isDone && round < maxRounds && !isCalledOff(work)) return problems === 'outdated' ? 'again-now' : 'again-soon';
  await untilEnded(
    () => steps.awaitOthers(),
    () => isCalledOff(work),
  );
  account.mayCleanUp = !work.isToLeave();
  return 'anew';
}

async function doAndVerify(work: AccountWork, plan: ReadyPlan, round: number): Promise<Next> {
  const { account, steps } = work;
  const { steps: planned, stopped, fence } = plan;
  remember(account, plan);
  if (planned.length === 0) {
    await note(work, 'held', wordsOf(stopped), remediesOf(stopped));
    return 'after-command';
  }
  if (account.state !== 'working') await note(work, 'working', null);
  const problems = await performAll(work, plan);
  if (problems === 'outdated') {
    if (round < maxRounds) return 'again-now';
    await note(work, 'held', 'what was planned did not hold any more, time and again', 'Retry the account');
    return 'after-command';
  }
  // What no step can bring about is told when everything else is done.
  const mayEnd = !stopped.some(({ steps: count }) => count === 0);
  const verified = await whenUsable(work, () => steps.verify({ mayEnd, fence }));
  if (verified === undefined) return 'anew';
  account.notChecked = verified.notChecked;
  if (verified.hasEnded) {
    showState(work, 'verified', verified.detail);
    return 'done';
  }
  if (verified.isUnsettled && verified.open.length === 0) return 'after-others';
  const isPlanned = ({ id }: PlannedStep) => planned.some((step) => step.id === id);
  const stoppedSteps = stopped.reduce((sum, { steps: count }) => sum + count, 0);
  if (stopped.length > 0 && verified.open.length <= stoppedSteps && !verified.open.some(isPlanned)) {
    await note(work, 'held', `${verified.detail}; held: ${wordsOf(stopped)}`, remediesOf(stopped));
    return 'after-command';
  }
  if (work.ticket.cancel) {
    const left = verified.open.map(({ text }) => text).join(', ');
    await note(work, 'given-up', `cancelled by ${work.ticket.cancel.by}; ${verified.detail}; left: ${left}`);
    return 'done';
  }
  const refused = problems.find(({ failure }) => failure === 'RetoolForbiddenError');
  const isRefused = ({ id }: PlannedStep) =>
    problems.some(({ stepId, failure }) => stepId === id && failure === 'RetoolForbiddenError');
  const passes = ({ stepId, failure }: Problem) =>
    failure !== undefined && passing.includes(failure) && verified.open.some(({ id }) => id === stepId);
  const waitsFor = problems.find(passes);
  if (waitsFor?.failure && round >= maxRounds - 1) {
    // Nobody has to decide anything, and a leaver would stay enabled for as long as nobody tries.
    const remedy = remedyFor(waitsFor.failure, account.accountName);
    await note(work, 'waiting', `${verified.detail}; ${waitsFor.message}`, remedy);
    return 'later';
  }
  const mayHelp = !refused || verified.open.some((step) => isPlanned(step) && !isRefused(step));
  // What became possible by what was done, such as the groups of a user that was made, is done at once.
  const isNewlyPossible = problems.length === 0 && verified.open.length > 0 && !verified.open.some(isPlanned);
  if (round < maxRounds && mayHelp) return isNewlyPossible ? 'again-now' : 'again-soon';
  if (verified.open.length === 0) {
    await note(work, 'verified', verified.detail);
    return 'done';
  }
  const open = verified.open.map(({ text }) => text).join(', ');
  const why = problems.length > 0 ? ` (${problems.map(({ message }) => message).join('; ')})` : '';
  const remedy = refused?.failure
    ? remedyFor(refused.failure, account.accountName)
    : 'Look at Retool, then retry the account';
  await note(work, 'held', `${verified.detail}; not as promised: ${open}${why}`, remedy);
  return 'after-command';
}

/**
 * Runs a step that needs the account. When the account cannot be used, it is waited for; then undefined is given and the
 * step has to be tried anew.
 */
export async function whenUsable<T>(work: AccountWork, step: () => Promise<T>): Promise<T | undefined> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof TemporalFailure)) throw error;
    const known = failureOf(error);
    if (known && outdated.includes(known.failure)) return undefined;
    const message = known?.message ?? 'an error nobody foresaw: see the run';
    const remedy = known ? remedyFor(known.failure, work.account.accountName) : 'Look at the run in the Web UI';
    if (known?.failure === 'AccountNotFoundError') {
      work.account.skip = { by: 'steward', reason: 'the account was removed' };
      return undefined;
    }
    if (known?.failure === 'RetoolRateLimitedError') {
      await note(work, 'waiting', message, remedy);
      // To ask whether the account can be used would use up what is waited for.
      await pause(work, '30 seconds', 'until there may be room in the rate limit');
    } else if (known && unusable.includes(known.failure)) {
      await note(work, 'waiting', message, remedy);
      await untilEnded(
        () => work.steps.awaitUsable(),
        () => isCalled(work),
      );
    } else {
      await note(work, 'held', message, remedy);
      await condition(() => isCalled(work));
    }
    return undefined;
  }
}

/** Ends early when an operator calls. */
async function pause(work: AccountWork, time: Duration, until: string): Promise<void> {
  await condition(() => isCalled(work), time, { summary: `${work.account.accountName}: ${until}` });
}

function remember(account: AccountTicket, { steps, notChecked }: ReadyPlan): void {
  const known = new Set(account.steps.map(({ id }) => id));
  account.steps.push(...steps.filter(({ id }) => !known.has(id)));
  account.notChecked = notChecked;
}

/** Whether nobody has to decide about what stops a plan: it rests on what could not be read just now. */
function mayPass(stopped: StoppedBy[]): boolean {
  return stopped.length > 0 && stopped.every((one) => one.mayPass);
}

function wordsOf(stopped: StoppedBy[]): string {
  return stopped.map(({ reason }) => reason).join('; ');
}

function remediesOf(stopped: StoppedBy[]): string {
  return stopped.map(({ remedy }) => remedy).join('; ');
}
