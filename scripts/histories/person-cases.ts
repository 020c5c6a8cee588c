import { stepActivityNames, type StepActivityName } from '../../domain/plan/step-activities.js';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type {
  LifecycleActivities,
  OpenedRun,
  PlannedStep,
  PreparedPlan,
  RunFacts,
  StepActivities,
  VerifiedAccount,
} from '../../activities/lifecycle/lifecycle-steps.js';
import {
  cancelUpdate,
  decideUpdate,
  rescheduleUpdate,
  retryAccountUpdate,
  ticketQuery,
  tryNowUpdate,
} from '../../workflows/messages.js';
import type { PersonTicket } from '../../workflows/person-ticket.js';

export type PersonActivities = LifecycleActivities & StepActivities;

/** One way through a run about a person, with invented steps. */
export interface PersonCase {
  workflow: 'offboardPerson' | 'restorePerson';
  name: string;
  activities: Partial<PersonActivities>;
  /** What operators say meanwhile. */
  talk?: (handle: WorkflowHandle) => Promise<void>;
}

const farAway = '2099-01-01T00:00:00.000Z';

const opened: OpenedRun = {
  kind: 'offboard',
  personKey: 'E-1042',
  effectiveAt: '2026-01-01T00:00:00.000Z',
  effectiveText: '2026-01-01 00:00 UTC',
  askedBy: 'tess',
  needsApproval: false,
  remindAfterMs: 3_600_000,
  secondLook: { afterMs: 86_400_000, repair: true },
  accounts: [{ accountId: '6e1d3a3a-8a54-4d0f-9d3a-5f8f2f1d9b10', accountName: 'acme-cloud' }],
};

const usualFacts: RunFacts = {
  factsVersion: 0,
  effectiveAt: opened.effectiveAt,
  effectiveText: opened.effectiveText,
  cancel: null,
  missing: null,
  missingUntil: null,
  endsAt: null,
  isLifted: false,
};

const steps: PlannedStep[] = [
  { id: 'disableUser/user_a', kind: 'disableUser', text: 'disable the user' },
  { id: 'logoutUser/user_a', kind: 'logoutUser', text: 'end all sessions' },
  { id: 'removeFromGroup/5/user_a', kind: 'removeFromGroup', text: 'remove from Finance Editors' },
];

const plan: PreparedPlan = {
  kind: 'ready',
  fence: 1,
  steps,
  beforeDisabling: 0,
  stopped: [],
  notChecked: [],
  mayReadLater: false,
  weight: 'disableUser/user_a',
};

const verified: VerifiedAccount = {
  open: [],
  detail: 'disabled, 0 groups, 0 invites',
  notChecked: [],
  mayReadLater: false,
};

/** What no case says otherwise. */
export const usualPersonSteps: PersonActivities = {
  openRun: async () => opened,
  readRunFacts: async () => usualFacts,
  recordStage: async () => {},
  recordAccount: async () => {},
  rescheduleRun: async () => ({ effectiveAt: farAway, effectiveText: farAway }),
  prepareAccountPlan: async () => plan,
  verifyAccount: async () => verified,
  lookAgain: async () => ({ cameBack: [], detail: 'disabled, 0 groups, 0 invites' }),
  awaitUsableAccount: async () => {},
  awaitOthersDisabled: async () => {},
  readDecision: async () => ({ kind: 'approve', accountId: null, operator: 'alma', reason: 'agreed', detail: {} }),
  ...stepsThatSucceed(),
};

function stepsThatSucceed(): StepActivities {
  const succeed: StepActivities[StepActivityName] = async () => ({ outcome: 'done', problem: null });
  return Object.fromEntries(Object.values(stepActivityNames).map((name) => [name, succeed])) as StepActivities;
}

/** Waits until the run says so of itself. */
async function until(handle: WorkflowHandle, isSo: (ticket: PersonTicket) => boolean): Promise<void> {
  for (;;) {
    const ticket = await handle.query(ticketQuery).catch(() => undefined);
    if (ticket && isSo(ticket)) return;
  }
}

const lookNow = async (handle: WorkflowHandle): Promise<void> => {
  await until(handle, ({ stage, secondLookAt }) => stage === 'verified' && secondLookAt !== null);
  await handle.executeUpdate(tryNowUpdate, { args: [{ by: 'tess', reason: 'no day of waiting' }] });
};

/** Gives the first value once, and the second from then on. */
function firstThen<T>(first: T, then: T): () => Promise<T> {
  let calls = 0;
  return async () => (++calls === 1 ? first : then);
}

const refusedOnce = (): (() => Promise<PreparedPlan>) => {
  let calls = 0;
  return async () => {
    if (++calls > 1) return plan;
    const failure = ApplicationFailure.nonRetryable('the token is not accepted', 'RetoolUnauthorizedError');
    // Where this code lies on the machine that exported it is nobody's business.
    failure.stack = '';
    throw failure;
  };
};

const later: Partial<PersonActivities> = { openRun: async () => ({ ...opened, effectiveAt: farAway }) };

/** Hidden until it acts, and planned in two parts. */
const ofBatch: Partial<PersonActivities> = {
  openRun: async () => ({
    ...opened,
    effectiveAt: farAway,
    hidden: { title: 'a leaver of batch 3f2a81c0', run: 'offboard/leaver-77e1c2d0b9aa/1/1' },
  }),
  prepareAccountPlan: async ({ purpose, mayCleanUp }) =>
    purpose === 'act' && !mayCleanUp ? { ...plan, steps: steps.slice(0, 1), isFirstPart: true } : plan,
};

const held: PreparedPlan = {
  ...plan,
  steps: [],
  stopped: [
    { guard: 'last-admin', decision: 'hold', reason: 'the last enabled admin', remedy: 'Make another one', steps: 3 },
  ],
};

const offboard = (name: string, activities: PersonCase['activities'], talk: PersonCase['talk']): PersonCase => ({
  workflow: 'offboardPerson',
  name,
  activities,
  ...(talk && { talk }),
});

export const personCases: PersonCase[] = [
  offboard('now', {}, lookNow),
  offboard('waiting-rescheduled-cancelled', later, async (handle) => {
    await until(handle, ({ stage }) => stage === 'waiting');
    await handle.executeUpdate(rescheduleUpdate, {
      args: [{ lastDay: '2098-12-31', timeZone: 'UTC', by: 'tess', reason: 'later' }],
    });
    await handle.executeUpdate(cancelUpdate, { args: [{ by: 'tess', reason: 'stays after all' }] });
  }),
  offboard('approved', { openRun: async () => ({ ...opened, needsApproval: true }) }, async (handle) => {
    await until(handle, ({ stage }) => stage === 'waiting-for-approval');
    await handle.executeUpdate(decideUpdate, { args: [{ decisionId: 'd1' }] });
    await lookNow(handle);
  }),
  offboard('held-and-overridden', { prepareAccountPlan: firstThen(held, plan) }, async (handle) => {
    await until(handle, ({ accounts }) => accounts[0]?.state === 'held');
    await handle.executeUpdate(retryAccountUpdate, {
      args: [{ account: 'acme-cloud', by: 'alma', reason: 'overridden' }],
    });
    await lookNow(handle);
  }),
  offboard('account-dead-for-a-while', { prepareAccountPlan: refusedOnce() }, lookNow),
  offboard(
    'second-look-with-drift',
    {
      lookAgain: firstThen(
        { cameBack: ['the user is enabled again'], detail: 'enabled, 0 groups, 0 invites' },
        { cameBack: [], detail: 'disabled, 0 groups, 0 invites' },
      ),
    },
    lookNow,
  ),
  offboard('leaver-of-batch', ofBatch, async (handle) => {
    await until(handle, ({ stage }) => stage === 'waiting');
    await handle.executeUpdate(tryNowUpdate, { args: [{ by: 'tess', reason: 'the release is today' }] });
    await lookNow(handle);
  }),
  {
    workflow: 'restorePerson',
    name: 'restored',
    activities: { openRun: async () => ({ ...opened, kind: 'restore', secondLook: null }) },
  },
];
