import { skipAccountUpdate } from '../../workflows/messages.js';
import { fails } from './failing.js';
import { inTurn, untilCancelled } from './in-turn.js';
import { cancel, casesOf, decided, lookNow, type PersonCase, until, untilAccount } from './person-case.js';
import { planOf, steps } from './person-steps.js';

const same = { cameBack: [], detail: 'disabled, 0 groups, 0 invites' };
const cameBack = { cameBack: ['the user is enabled again'], detail: 'enabled, 0 groups, 0 invites' };

const nothing = { kind: 'nothing-to-do', fence: 1, detail: 'no user', mayReadLater: false, weight: '' } as const;

/** Leavers at whom the run looks again. */
const look = casesOf('offboardPerson', {}, {});
const short = casesOf('offboardPerson', {}, { prepareAccountPlan: async () => planOf([steps.disable]) });

export const secondLookCases: PersonCase[] = [
  look('second-look-with-drift', { lookAgain: inTurn(cameBack, same) }, lookNow),
  look('second-look-where-nothing-was-to-do', { prepareAccountPlan: async () => nothing }, lookNow),
  short('second-look-by-itself', { opened: () => ({ secondLook: { afterMs: 1_500, repair: false } }) }),
  short('second-look-cancelled', {}, async (handle) => {
    await until(handle, ({ secondLookAt }) => secondLookAt !== null);
    await cancel(handle);
  }),
  short(
    'second-look-only-reports',
    { opened: () => ({ secondLook: { afterMs: 86_400_000, repair: false } }), lookAgain: async () => cameBack },
    lookNow,
  ),
  short(
    'second-look-void-by-newer-facts',
    { lookAgain: async () => ({ ...cameBack, voidBy: 'a newer employment' }) },
    lookNow,
  ),
  short(
    'second-look-cannot-repair',
    {
      prepareAccountPlan: inTurn(planOf([steps.disable]), {
        ...{ kind: 'held', reason: 'several users have this address', remedy: 'link' },
      }),
      lookAgain: async () => cameBack,
    },
    async (handle) => {
      await lookNow(handle);
      await untilAccount(handle, 'held');
      await cancel(handle);
    },
  ),
  short(
    'second-look-of-an-account-dead-for-a-while',
    { lookAgain: inTurn(fails('RetoolUnreachableError'), same) },
    lookNow,
  ),
  short(
    'second-look-that-cannot-read-everything',
    { lookAgain: async ({ mayMiss }) => (mayMiss ? same : await fails('RetoolNotUnderstoodError')()) },
    undefined,
    { skipsTime: true },
  ),
  short(
    'second-look-left-out',
    { lookAgain: fails('RetoolUnauthorizedError'), awaitUsableAccount: untilCancelled },
    async (handle) => {
      await lookNow(handle);
      await untilAccount(handle, 'waiting');
      await handle.executeUpdate(skipAccountUpdate, { args: [{ account: 'acme-cloud', ...decided('closed soon') }] });
    },
  ),
];
