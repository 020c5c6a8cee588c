import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { OpenedRun } from '../../activities/lifecycle/lifecycle-steps.js';
import { cancelUpdate, decideUpdate, retryAccountUpdate, ticketQuery, tryNowUpdate } from '../../workflows/messages.js';
import type { PersonTicket } from '../../workflows/person-ticket.js';
import { openedWith, type PersonActivities } from './person-steps.js';

/** One way through a run about a person or a group, with invented steps. */
export interface PersonCase {
  workflow:
    | 'offboardPerson'
    | 'onboardPerson'
    | 'movePerson'
    | 'suspendPerson'
    | 'changeAccess'
    | 'changeGroup'
    | 'restorePerson';
  name: string;
  activities: Partial<PersonActivities>;
  /** What it hears meanwhile. */
  talk?: Talk;
  /** It ends with a failure, or as cancelled. */
  isFailing?: true;
  /** Its history counts as large early, and this is the part before it continues as new, or the part after. */
  continues?: 'before' | 'after';
  /** It takes so long that time has to run ahead. */
  skipsTime?: true;
}

export type Talk = (handle: WorkflowHandle) => Promise<void>;

/** Gives the cases of a workflow; each says what differs from the usual run of its kind. */
export function casesOf(workflow: PersonCase['workflow'], told: Partial<OpenedRun>, usual: PersonCase['activities']) {
  return (
    name: string,
    { opened, ...activities }: PersonCase['activities'] & { opened?: () => Partial<OpenedRun> },
    talk?: Talk,
    more: Partial<PersonCase> = {},
  ): PersonCase => ({
    workflow,
    name,
    activities: { openRun: async () => openedWith({ ...told, ...opened?.() }), ...usual, ...activities },
    ...(talk && { talk }),
    ...more,
  });
}

const patienceMs = 120_000;

/** Waits until the run says so of itself. */
export async function until(handle: WorkflowHandle, isSo: (ticket: PersonTicket) => boolean): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const ticket = await handle.query(ticketQuery).catch(() => undefined);
    if (ticket && isSo(ticket)) return;
  }
  throw new Error(`The run never said so: ${isSo.toString()}`);
}

/** Waits until the run is in a stage, has recorded that, and waits for something else itself. */
export async function untilStage(handle: WorkflowHandle, wanted: PersonTicket['stage']): Promise<void> {
  await until(handle, ({ stage }) => stage === wanted);
  for (;;) {
    const { pendingActivities, pendingWorkflowTask } = (await handle.describe()).raw;
    if (!pendingWorkflowTask && !pendingActivities?.length) return;
  }
}

/** Waits until an account is in a state; left out: any of them. */
export const untilAccount = (handle: WorkflowHandle, wanted: string, name?: string): Promise<void> =>
  until(handle, ({ accounts }) =>
    accounts.some(({ accountName, state }) => state === wanted && (name ?? accountName) === accountName),
  );

/** What the command line sends. Each decision has an id of its own: a run takes none twice. */
export const decided = (reason = 'as agreed') => ({ decisionId: randomUUID(), reason });

export const tryNow: Talk = (handle) => handle.executeUpdate(tryNowUpdate, { args: [decided()] });

export const cancel: Talk = (handle) => handle.executeUpdate(cancelUpdate, { args: [decided()] });

export const decide: Talk = (handle) => handle.executeUpdate(decideUpdate, { args: [decided()] });

export const retry: Talk = (handle) =>
  handle.executeUpdate(retryAccountUpdate, { args: [{ account: 'acme-cloud', ...decided() }] });

export const retryOnceHeld: Talk = async (handle) => {
  await untilAccount(handle, 'held');
  await retry(handle);
};

/** Takes the second look at once. */
export const lookNow: Talk = async (handle) => {
  await until(handle, ({ stage, secondLookAt }) => stage === 'verified' && secondLookAt !== null);
  await tryNow(handle);
};
