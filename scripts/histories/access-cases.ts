import { factsChangedSignal } from '../../workflows/messages.js';
import { inTurn } from './in-turn.js';
import { casesOf, type PersonCase, until, untilStage } from './person-case.js';
import { factsOf, farAway, inMs, planOf, readBack, steps } from './person-steps.js';

const access = casesOf(
  'changeAccess',
  { kind: 'access', secondLook: null },
  {
    prepareAccountPlan: async ({ phase }) => planOf([phase === 'retire' ? steps.leaveGroup : steps.joinGroup]),
    verifyAccount: async () => readBack([], 'enabled, 1 group'),
  },
);

const forATime = { followUp: { phase: 'retire', afterMs: null } } as const;

export const accessCases: PersonCase[] = [
  access('granted-for-good', {}),
  access('revoked', { prepareAccountPlan: async () => planOf([steps.leaveGroup]) }),
  access('granted-until-it-ends-by-itself', {
    opened: () => ({ ...forATime, facts: factsOf({ endsAt: inMs(2_500) }) }),
  }),
  access(
    'granted-for-longer-and-ended-early',
    {
      opened: () => ({ ...forATime, facts: factsOf({ endsAt: '2098-01-01T00:00:00.000Z' }) }),
      readRunFacts: inTurn(
        factsOf({ factsVersion: 1, endsAt: farAway }),
        factsOf({ factsVersion: 2, endsAt: farAway, isLifted: true }),
      ),
    },
    async (handle) => {
      await untilStage(handle, 'in-force');
      await handle.signal(factsChangedSignal);
      await until(handle, ({ factsVersion }) => factsVersion === 1);
      await handle.signal(factsChangedSignal);
    },
  ),
];
