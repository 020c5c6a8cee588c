import { inTurn } from './in-turn.js';
import { casesOf, type PersonCase } from './person-case.js';
import { planOf, readBack, steps } from './person-steps.js';

const restore = casesOf('restorePerson', { kind: 'restore', secondLook: null }, {});

export const restoreCases: PersonCase[] = [
  restore('restored', {}),
  restore('partly-restored-and-tried-again', {
    prepareAccountPlan: async () => planOf([steps.enable, steps.joinGroup]),
    ensureRetoolGroupMember: async () => ({ outcome: 'failed', problem: 'the group is gone' }),
    verifyAccount: inTurn(readBack([steps.joinGroup], 'enabled, 0 groups'), readBack([], 'enabled, 1 group')),
  }),
];
