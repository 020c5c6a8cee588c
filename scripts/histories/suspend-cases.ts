import type { PreparedPlan } from '../../activities/lifecycle/lifecycle-steps.js';
import { factsChangedSignal } from '../../workflows/messages.js';
import { inTurn } from './in-turn.js';
import { casesOf, type PersonCase, tryNow, until, untilAccount, untilStage } from './person-case.js';
import { factsOf, planOf, readBack, steps, twoAccounts } from './person-steps.js';

const suspend = casesOf(
  'suspendPerson',
  { kind: 'suspend', secondLook: null, askedBy: 'acme-okta', followUp: { phase: 'lift', afterMs: null } },
  {
    prepareAccountPlan: async ({ phase }) => planOf([phase === 'lift' ? steps.enable : steps.disable]),
    verifyAccount: async ({ phase }) => readBack([], phase === 'lift' ? 'enabled, 1 group' : 'disabled, 1 group'),
  },
);

const held: PreparedPlan = { kind: 'held', reason: 'several users have this address', remedy: 'link' };

export const suspendCases: PersonCase[] = [
  suspend(
    'lifted-by-facts',
    { readRunFacts: inTurn(factsOf({ factsVersion: 1 }), factsOf({ factsVersion: 2, isLifted: true })) },
    async (handle) => {
      await untilStage(handle, 'in-force');
      await handle.signal(factsChangedSignal);
      await until(handle, ({ factsVersion }) => factsVersion === 1);
      await handle.signal(factsChangedSignal);
    },
  ),
  suspend(
    'lifted-while-an-account-is-held',
    {
      opened: () => ({ accounts: twoAccounts }),
      prepareAccountPlan: async ({ accountId, phase }) => {
        if (phase === 'lift') return planOf([steps.enable]);
        return accountId === 'b' ? held : planOf([steps.disable]);
      },
      readRunFacts: async () => factsOf({ factsVersion: 1, isLifted: true }),
    },
    async (handle) => {
      await untilAccount(handle, 'verified', 'acme-cloud');
      await untilAccount(handle, 'held', 'beta');
      await handle.signal(factsChangedSignal);
    },
  ),
  suspend('lifted-by-an-operator', {}, async (handle) => {
    await untilStage(handle, 'in-force');
    await tryNow(handle);
  }),
  suspend(
    'never-lifted',
    {
      readRunFacts: async () =>
        factsOf({ factsVersion: 1, cancel: { by: 'acme-hr', reason: 'the employment has ended' } }),
    },
    async (handle) => {
      await untilStage(handle, 'in-force');
      await handle.signal(factsChangedSignal);
    },
  ),
];
