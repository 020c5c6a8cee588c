import { fails } from './failing.js';
import { inTurn } from './in-turn.js';
import { cancel, casesOf, decide, lookNow, type PersonCase, until, untilAccount, untilStage } from './person-case.js';
import { planOf, steps } from './person-steps.js';

/** Leavers whose run somebody has to approve. */
const asked = casesOf('offboardPerson', { needsApproval: true }, {});

const short = casesOf(
  'offboardPerson',
  { needsApproval: true, secondLook: null },
  { prepareAccountPlan: async () => planOf([steps.disable]) },
);

const heavier = planOf([steps.disable, steps.leaveGroup], { weight: 'disableUser/user_a removeFromGroup/5/user_a' });

const approveWhen =
  (isSo: Parameters<typeof until>[1]): PersonCase['talk'] =>
  async (handle) => {
    await until(handle, isSo);
    await decide(handle);
  };

export const approvalCases: PersonCase[] = [
  asked('approved', {}, async (handle) => {
    await untilStage(handle, 'waiting-for-approval');
    await decide(handle);
    await lookNow(handle);
  }),
  short(
    'rejected-without-a-plan',
    {
      prepareAccountPlan: fails('RetoolUnavailableError'),
      readDecision: async () => ({ kind: 'reject', accountId: null, operator: 'alma', reason: 'no', detail: {} }),
    },
    approveWhen(({ stage }) => stage === 'waiting-for-approval'),
  ),
  short('cancelled-before-anybody-decided', {}, async (handle) => {
    await untilStage(handle, 'waiting-for-approval');
    await cancel(handle);
  }),
  short(
    'approved-after-a-reminder',
    { opened: () => ({ remindAfterMs: 1_000, escalation: { afterMs: 3_600_000, approvers: ['security'] } }) },
    approveWhen(({ approval }) => approval === 'overdue'),
  ),
  short(
    'approved-after-others-were-told',
    { opened: () => ({ remindAfterMs: 1_000, escalation: { afterMs: 2_000, approvers: ['security'] } }) },
    approveWhen(({ escalation }) => escalation?.isReached === true),
  ),
  short(
    'asked-again-for-another-plan',
    { prepareAccountPlan: inTurn(planOf([steps.disable]), heavier) },
    async (handle) => {
      await untilStage(handle, 'waiting-for-approval');
      await decide(handle);
      await untilAccount(handle, 'held');
      await decide(handle);
    },
  ),
];
