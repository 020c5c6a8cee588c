import { factsChangedSignal, rescheduleUpdate } from '../../workflows/messages.js';
import { createGate } from './gate.js';
import { inTurn } from './in-turn.js';
import { cancel, casesOf, decide, decided, type PersonCase, until, untilAccount, untilStage } from './person-case.js';
import { factsOf, farAway, inMs, planOf, readBack, steps } from './person-steps.js';

const wanted = 'enabled, end-user, 1 group';

const onboard = casesOf(
  'onboardPerson',
  { kind: 'onboard', secondLook: null, askedBy: 'acme-hr' },
  {
    prepareAccountPlan: async () => planOf([steps.create, steps.joinGroup], { weight: 'end-user' }),
    verifyAccount: async () => readBack([], wanted),
  },
);

const missing = { missing: 'work-email' } as const;
const later = { effectiveAt: farAway, effectiveText: farAway };

const underWay = createGate();

const seatHeld = planOf([steps.joinGroup], {
  stopped: [
    { guard: 'paid-seat', decision: 'hold', reason: 'a paid seat', remedy: 'Override it with a reason', steps: 1 },
  ],
});

export const onboardCases: PersonCase[] = [
  onboard('now', {}),
  onboard(
    'moved-by-facts-and-by-an-operator',
    {
      opened: () => later,
      readRunFacts: async () => factsOf({ factsVersion: 1, effectiveAt: '2098-01-01T00:00:00.000Z' }),
      rescheduleRun: async () => factsOf({ factsVersion: 2, effectiveAt: inMs(1_500), effectiveText: 'in a moment' }),
    },
    async (handle) => {
      await untilStage(handle, 'waiting');
      await handle.signal(factsChangedSignal);
      await until(handle, ({ factsVersion }) => factsVersion === 1);
      await handle.executeUpdate(rescheduleUpdate, { args: [{ at: inMs(1_500), ...decided('earlier') }] });
    },
  ),
  onboard(
    'email-arrives-and-the-start-is-moved',
    {
      opened: () => ({ facts: factsOf({ ...missing, missingUntil: farAway }) }),
      readRunFacts: inTurn(factsOf({ factsVersion: 1, ...later }), factsOf({ factsVersion: 2 })),
    },
    async (handle) => {
      await untilStage(handle, 'waiting');
      await handle.signal(factsChangedSignal);
      await until(handle, ({ factsVersion }) => factsVersion === 1);
      await handle.signal(factsChangedSignal);
    },
  ),
  onboard(
    'email-arrives-after-its-deadline',
    {
      opened: () => ({ facts: factsOf({ ...missing, missingUntil: inMs(1_500) }) }),
      readRunFacts: async () => factsOf({ factsVersion: 1 }),
    },
    async (handle) => {
      await until(handle, ({ isMissingOverdue }) => isMissingOverdue);
      await handle.signal(factsChangedSignal);
    },
  ),
  onboard(
    'email-never-arrives',
    { opened: () => ({ facts: factsOf({ ...missing, missingUntil: '2026-01-02T00:00:00.000Z' }) }) },
    async (handle) => {
      await until(handle, ({ isMissingOverdue }) => isMissingOverdue);
      await cancel(handle);
    },
  ),
  onboard(
    'called-off-before-it-acts',
    {
      opened: () => later,
      readRunFacts: async () =>
        factsOf({ factsVersion: 1, ...later, cancel: { by: 'acme-hr', reason: 'the start was called off' } }),
    },
    async (handle) => {
      await untilStage(handle, 'waiting');
      await handle.signal(factsChangedSignal);
    },
  ),
  // What was given is taken back by a run of `offboardPerson`.
  onboard(
    'called-off-while-it-acts',
    {
      ensureRetoolUserCreated: async () => {
        await underWay.passed;
        return { outcome: 'done', problem: null };
      },
      verifyAccount: async () => readBack([steps.joinGroup], 'enabled, 0 groups'),
      readRunFacts: async () =>
        factsOf({ factsVersion: 1, cancel: { by: 'acme-hr', reason: 'the start was called off' } }),
    },
    async (handle) => {
      await until(handle, ({ accounts }) => accounts.some(({ steps: planned }) => planned.length > 0));
      await handle.signal(factsChangedSignal);
      await until(handle, ({ cancel: wish }) => wish !== null);
      underWay.open();
    },
  ),
  onboard(
    'seat-held-and-overridden',
    {
      prepareAccountPlan: inTurn(seatHeld, planOf([steps.setSeat])),
      verifyAccount: inTurn(readBack([steps.setSeat], wanted), readBack([], 'enabled, builder, 1 group')),
      readDecision: async () => ({
        ...{ kind: 'override', accountId: null, operator: 'alma', reason: 'agreed', detail: { guard: 'paid-seat' } },
      }),
    },
    async (handle) => {
      await untilAccount(handle, 'held');
      await decide(handle);
    },
  ),
  onboard('approved', { opened: () => ({ needsApproval: true }) }, async (handle) => {
    await untilStage(handle, 'waiting-for-approval');
    await decide(handle);
  }),
  onboard('void-by-newer-facts', {
    prepareAccountPlan: async () => ({ kind: 'superseded', detail: 'the person was offboarded' }),
  }),
  onboard('as-wanted-already', {
    prepareAccountPlan: inTurn(
      { kind: 'nothing-to-do', fence: 1, detail: 'as far as it could be read', mayReadLater: true, weight: '' },
      { kind: 'nothing-to-do', fence: 1, detail: 'everything is as wanted', mayReadLater: false, weight: '' },
    ),
  }),
];
