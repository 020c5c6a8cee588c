import { cancel, casesOf, type PersonCase, untilAccount } from './person-case.js';
import { planOf, readBack, steps } from './person-steps.js';

const group = casesOf(
  'changeGroup',
  { kind: 'group', personKey: 'group/3f2a81c0', secondLook: null },
  {
    prepareAccountPlan: async () => planOf([steps.createGroup]),
    verifyAccount: async () => readBack([], '1 group of that name'),
  },
);

const refused = planOf([], {
  stopped: [
    {
      ...{ guard: 'built-in-group', decision: 'refuse', steps: 1 },
      reason: 'it is one of the groups that Retool brings itself',
      remedy: 'Make a group of your own',
    },
  ],
});

export const groupCases: PersonCase[] = [
  group('done', {}),
  group('refused', { prepareAccountPlan: async () => refused }, async (handle) => {
    await untilAccount(handle, 'held');
    await cancel(handle);
  }),
];
