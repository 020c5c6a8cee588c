import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { AccountRunState } from '../domain/run.js';
import type { AccountSteps } from './lifecycle-proxies.js';
import type { AccountTicket, PersonTicket } from './person-ticket.js';

/** What the work in an account needs of its run. */
export interface AccountWork {
  ticket: PersonTicket;
  account: AccountTicket;
  steps: AccountSteps;
  /** Whether it is to be left as it stands, because the run goes on elsewhere: in its next part, or as new. */
  isToLeave(): boolean;
  /** To be called whenever the ticket changed. */
  show(): void;
}

/** Whether nothing is to be waited for any more: somebody wants the account tried now, or nothing more is begun there. */
export function isCalled(work: AccountWork): boolean {
  return work.account.retry || isCalledOff(work);
}

/** Whether nothing more is begun there: somebody does not want it, or the run goes on elsewhere. */
export function isCalledOff({ account, ticket, isToLeave }: AccountWork): boolean {
  return account.skip !== null || ticket.cancel !== null || isToLeave();
}

/** Until a step that waits for something ends, or it need not be waited for any more. */
export async function untilEnded(step: () => Promise<void>, isOver: () => boolean): Promise<void> {
  const scope = new CancellationScope();
  let hasEnded = false;
  const waiting = scope
    .run(step)
    .then(() => (hasEnded = true))
    .catch((error: unknown) => {
      if (!isCancellation(error)) hasEnded = true;
    });
  await condition(() => hasEnded || isOver());
  scope.cancel();
  await waiting;
}

/** Shows and records a state. */
export async function note(
  work: AccountWork,
  state: AccountRunState,
  detail: string | null,
  remedy: string | null = null,
): Promise<void> {
  showState(work, state, detail, remedy);
  await work.steps.record({ state, detail, remedy });
}

/** Shows a state that a step records by itself. */
export function showState(
  { account, show }: AccountWork,
  state: AccountRunState,
  detail: string | null,
  remedy: string | null = null,
): void {
  Object.assign(account, { state, detail, remedy, since: Date.now() });
  show();
}
