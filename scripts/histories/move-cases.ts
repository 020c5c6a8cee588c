import type { PreparedPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { factsChangedSignal } from '../../workflows/messages.js';
import { inTurn } from './in-turn.js';
import { cancel, casesOf, type PersonCase, tryNow, until, untilAccount, untilStage } from './person-case.js';
import { factsOf, planOf, readBack, steps, twoAccounts } from './person-steps.js';

const dayMs = 86_400_000;

/** New access first; what was kept for the overlap goes in the second part. */
const move = casesOf(
  'movePerson',
  { kind: 'move', secondLook: null, askedBy: 'acme-hr', followUp: { phase: 'retire', afterMs: dayMs } },
  {
    prepareAccountPlan: async ({ phase }) => planOf([phase === 'retire' ? steps.leaveGroup : steps.joinGroup]),
    verifyAccount: async () => readBack([], 'enabled, 1 group'),
  },
);

const held: PreparedPlan = { kind: 'held', reason: 'several users have this address', remedy: 'link' };

export const moveCases: PersonCase[] = [
  move('old-access-goes-after-the-overlap', { opened: () => ({ followUp: { phase: 'retire', afterMs: 1_500 } }) }),
  move('without-overlap', { opened: () => ({ followUp: { phase: 'retire', afterMs: 0 } }) }),
  move('moved-again-during-the-overlap', { readRunFacts: async () => factsOf({ factsVersion: 1 }) }, async (handle) => {
    await untilStage(handle, 'in-force');
    await handle.signal(factsChangedSignal);
    await until(handle, ({ stage, actedVersion }) => stage === 'in-force' && actedVersion === 1);
    await tryNow(handle);
  }),
  move('ended-during-the-overlap', {}, async (handle) => {
    await untilStage(handle, 'in-force');
    await cancel(handle);
  }),
  move('given-up-before-the-overlap', { prepareAccountPlan: async () => held }, async (handle) => {
    await untilAccount(handle, 'held');
    await cancel(handle);
  }),
  move('overlap-passes-while-an-account-is-held', {
    opened: () => ({ accounts: twoAccounts, followUp: { phase: 'retire', afterMs: 1_500 } }),
    prepareAccountPlan: async ({ accountId, phase }) => {
      if (phase === 'retire') return planOf([steps.joinGroup, steps.leaveGroup]);
      return accountId === 'b' ? held : planOf([steps.joinGroup]);
    },
  }),
  move(
    'moved-again-while-an-account-is-held',
    {
      opened: () => ({ accounts: twoAccounts }),
      prepareAccountPlan: async ({ accountId }) => (accountId === 'b' ? held : planOf([steps.joinGroup])),
      readRunFacts: async () => factsOf({ factsVersion: 1 }),
    },
    async (handle) => {
      await untilAccount(handle, 'verified', 'acme-cloud');
      await untilAccount(handle, 'held', 'beta');
      await handle.signal(factsChangedSignal);
      await until(handle, ({ actedVersion }) => actedVersion === 1);
      await cancel(handle);
    },
  ),
  move('after-another-run', {
    opened: () => ({ followUp: { phase: 'retire', afterMs: 0 } }),
    prepareAccountPlan: inTurn({ kind: 'busy' }, planOf([steps.joinGroup])),
  }),
];
