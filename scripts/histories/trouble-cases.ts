import { accountChangedSignal, skipAccountUpdate } from '../../workflows/messages.js';
import { fails } from './failing.js';
import { inTurn, silent, untilCancelled } from './in-turn.js';
import { casesOf, decided, lookNow, type PersonCase, retryOnceHeld, untilAccount } from './person-case.js';
import { openedWith, planOf, readBack, steps, twoAccounts } from './person-steps.js';

const usualPlan = planOf([steps.disable]);
const account = openedWith({}).accounts[0];

/** Leavers with accounts in trouble. */
const trouble = casesOf('offboardPerson', { secondLook: null }, { prepareAccountPlan: async () => usualPlan });

const mend: PersonCase['talk'] = async (handle) => {
  await untilAccount(handle, 'waiting');
  await handle.signal(accountChangedSignal, { accountId: account?.accountId ?? '' });
};

const frozen = planOf([], {
  stopped: [
    { guard: 'writes-frozen', decision: 'refuse', reason: 'writes are frozen', remedy: 'steward thaw', steps: 1 },
  ],
});

const groupsFirst = planOf([steps.leaveGroup, steps.disable], { beforeDisabling: 1 });

export const troubleCases: PersonCase[] = [
  casesOf('offboardPerson', {}, {})(
    'account-dead-for-a-while',
    { prepareAccountPlan: inTurn(fails('RetoolUnauthorizedError'), usualPlan) },
    lookNow,
  ),
  trouble(
    'account-dead-until-it-is-mended',
    { prepareAccountPlan: inTurn(fails('RetoolUnauthorizedError'), usualPlan), awaitUsableAccount: untilCancelled },
    mend,
  ),
  trouble('account-dead-when-read-back', {
    verifyAccount: inTurn(fails('RetoolUnreachableError'), readBack()),
  }),
  trouble('account-removed', { prepareAccountPlan: fails('AccountNotFoundError') }),
  trouble(
    'account-left-out',
    {
      opened: () => ({ accounts: twoAccounts }),
      prepareAccountPlan: async ({ accountId }) =>
        accountId === 'b' ? { kind: 'held', reason: 'several users have this address', remedy: 'link' } : usualPlan,
    },
    async (handle) => {
      await untilAccount(handle, 'held', 'beta');
      await handle.executeUpdate(skipAccountUpdate, { args: [{ account: 'beta', ...decided('closed soon') }] });
    },
  ),
  trouble('rate-limited', { prepareAccountPlan: inTurn(fails('RetoolRateLimitedError'), usualPlan) }, mend),
  trouble('unforeseen-failure', { prepareAccountPlan: inTurn(fails('TypeError'), usualPlan) }, retryOnceHeld),
  trouble(
    'writes-frozen-meanwhile',
    {
      prepareAccountPlan: inTurn(usualPlan, frozen, usualPlan),
      ensureRetoolUserDisabled: inTurn(fails('WritesForbiddenError'), { outcome: 'done', problem: null }),
    },
    async (handle) => {
      await untilAccount(handle, 'held');
      await handle.signal(accountChangedSignal, { accountId: account?.accountId ?? '' });
    },
  ),
  trouble('lease-lost-when-read-back', { verifyAccount: inTurn(fails('LeaseLostError'), readBack()) }),
  trouble(
    'plans-do-not-hold',
    {
      ensureRetoolUserDisabled: inTurn(
        ...Array.from({ length: 4 }, () => fails('PlanOutdatedError')),
        async () => ({ outcome: 'done', problem: null }) as const,
      ),
    },
    retryOnceHeld,
  ),
  trouble(
    'step-refused',
    {
      ensureRetoolUserDisabled: inTurn(fails('RetoolForbiddenError'), { outcome: 'done', problem: null }),
      verifyAccount: inTurn(readBack([steps.disable], 'enabled'), readBack()),
    },
    retryOnceHeld,
  ),
  trouble(
    'not-as-promised',
    {
      verifyAccount: inTurn(...Array.from({ length: 4 }, () => readBack([steps.disable], 'enabled')), readBack()),
    },
    retryOnceHeld,
  ),
  trouble('groups-first', { prepareAccountPlan: async () => groupsFirst }),
  trouble('groups-first-when-the-account-is-dead-for-a-while', {
    prepareAccountPlan: async () => groupsFirst,
    ensureRetoolGroupMemberRemoved: inTurn(fails('RetoolUnauthorizedError'), { outcome: 'done', problem: null }),
  }),
  trouble('groups-first-when-the-plan-does-not-hold', {
    prepareAccountPlan: inTurn(groupsFirst, planOf([steps.leaveGroup])),
    ensureRetoolGroupMemberRemoved: inTurn(fails('PlanOutdatedError'), { outcome: 'done', problem: null }),
  }),
  trouble(
    'groups-first-for-five-minutes-at-most',
    {
      prepareAccountPlan: inTurn(
        planOf([steps.leaveGroup, { ...steps.leaveGroup, id: 'removeFromGroup/6/user_a' }, steps.disable], {
          beforeDisabling: 2,
        }),
        planOf([steps.leaveGroup]),
      ),
      ensureRetoolGroupMemberRemoved: inTurn(
        // The first one takes minutes, the second one is cut off.
        ...Array.from({ length: 12 }, () => fails('RetoolUnavailableError', {})),
        async () => ({ outcome: 'done', problem: null }) as const,
        ...Array.from({ length: 12 }, () => fails('RetoolUnavailableError', {})),
      ),
    },
    undefined,
    { skipsTime: true },
  ),
  trouble(
    'step-timed-out',
    {
      ensureRetoolUserDisabled: inTurn(...Array.from({ length: 60 }, () => silent)),
      verifyAccount: async () => readBack(),
    },
    undefined,
    { skipsTime: true },
  ),
  trouble(
    'step-that-keeps-failing-for-a-while',
    {
      ensureRetoolUserDisabled: inTurn(
        ...Array.from({ length: 5 }, () => fails('RetoolUnavailableError')),
        async () => ({ outcome: 'done', problem: null }) as const,
      ),
      verifyAccount: inTurn(...Array.from({ length: 5 }, () => readBack([steps.disable], 'enabled')), readBack()),
    },
    undefined,
    { skipsTime: true },
  ),
  trouble(
    'what-others-sent-may-still-arrive',
    {
      prepareAccountPlan: inTurn(
        usualPlan,
        { kind: 'nothing-to-do', fence: 2, detail: 'disabled', mayReadLater: false, isUnsettled: true, weight: '' },
        { kind: 'nothing-to-do', fence: 3, detail: 'disabled', mayReadLater: false, weight: '' },
      ),
      verifyAccount: async () => ({ ...readBack(), hasEnded: false, isUnsettled: true }),
    },
    undefined,
    { skipsTime: true },
  ),
  trouble('not-all-can-be-read', { verifyAccount: async () => ({ ...readBack(), hasEnded: false }) }),
  trouble('account-dead-after-the-disabling', {
    prepareAccountPlan: inTurn(planOf([steps.disable, steps.logout, steps.leaveGroup]), planOf([steps.leaveGroup])),
    ensureRetoolSessionsEnded: fails('TokenUnavailableError'),
    verifyAccount: inTurn(readBack([steps.leaveGroup], 'disabled, 1 group'), readBack()),
  }),
];
