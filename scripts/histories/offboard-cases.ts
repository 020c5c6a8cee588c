import { cancelUpdate, rescheduleUpdate, tryNowUpdate } from '../../workflows/messages.js';
import { fails } from './failing.js';
import { inTurn, untilCancelled } from './in-turn.js';
import {
  cancel,
  casesOf,
  decided,
  lookNow,
  type PersonCase,
  retry,
  retryOnceHeld,
  tryNow,
  until,
  untilAccount,
  untilStage,
} from './person-case.js';
import { factsOf, farAway, inMs, planOf, readBack, steps } from './person-steps.js';

const offboard = casesOf('offboardPerson', {}, {});

/** Steps and accounts as few as will do, and no second look. */
const short = casesOf(
  'offboardPerson',
  { secondLook: null },
  { prepareAccountPlan: async () => planOf([steps.disable]) },
);

const later = { effectiveAt: farAway, effectiveText: farAway };

const held = planOf([], {
  stopped: [
    { guard: 'last-admin', decision: 'hold', reason: 'the last enabled admin', remedy: 'Make another one', steps: 3 },
  ],
});

const hidden = { title: 'a leaver of batch 3f2a81c0', run: 'offboard/leaver-77e1c2d0b9aa/1/1' };
const firstPart = planOf([steps.disable], { isFirstPart: true });
const ofBatch = casesOf(
  'offboardPerson',
  { hidden },
  {
    prepareAccountPlan: async ({ purpose, mayCleanUp }) =>
      purpose === 'act' && !mayCleanUp ? firstPart : planOf([steps.disable, steps.logout, steps.leaveGroup]),
  },
);

const move = (handle: Parameters<typeof tryNow>[0], lastDay: string) =>
  handle.executeUpdate(rescheduleUpdate, { args: [{ lastDay, timeZone: 'UTC', ...decided('later') }] });

/** Long enough a history, where 40 events are long. */
const moveOften: PersonCase['talk'] = async (handle) => {
  await untilStage(handle, 'waiting');
  for (let day = 10; day < 15; day++) await move(handle, `2098-12-${day}`);
  await tryNow(handle);
};

/** Its history is long by the time when it is held, where 40 events are long. */
const heldFirst = () => ({ prepareAccountPlan: inTurn(held, planOf([steps.disable])) });

export const offboardCases: PersonCase[] = [
  offboard('now', {}, lookNow),
  short('steps-side-by-side', {
    prepareAccountPlan: async () =>
      planOf([steps.disable, ...[4, 5, 6].map((id) => ({ ...steps.leaveGroup, id: `removeFromGroup/${id}/user_a` }))], {
        atOnce: 2,
      }),
  }),
  offboard('cancelled-before-it-began', { opened: () => ({ cancel: { by: 'tess', reason: 'the wrong person' } }) }),
  offboard('waiting-rescheduled-cancelled', { opened: () => later }, async (handle) => {
    await untilStage(handle, 'waiting');
    await move(handle, '2098-12-31');
    await cancel(handle);
  }),
  short('moved-and-hurried-in-the-web-ui', { opened: () => later }, async (handle) => {
    await untilStage(handle, 'waiting');
    await handle.executeUpdate(rescheduleUpdate, { args: [{ at: farAway, reason: 'later' }] });
    await handle.executeUpdate(tryNowUpdate, { args: [{ reason: 'at once' }] });
  }),
  short(
    'cancelled-by-a-decision-about-another-run',
    { opened: () => later, readDecision: fails('DecisionNotFoundError') },
    async (handle) => {
      await untilStage(handle, 'waiting');
      await cancel(handle).catch(() => {});
      await handle.executeUpdate(cancelUpdate, { args: [{ reason: 'the wrong person' }] });
    },
  ),
  short(
    'stopped-in-the-web-ui',
    { opened: () => later },
    async (handle) => {
      await untilStage(handle, 'waiting');
      await handle.cancel();
    },
    { isFailing: true },
  ),
  short('of-no-run', { openRun: fails('RunNotFoundError') }, undefined, { isFailing: true }),
  short('continues-as-new', { opened: () => later }, moveOften, { continues: 'before' }),
  short('continued', { opened: () => later }, moveOften, { continues: 'after' }),
  short('continues-as-new-while-held', heldFirst(), retryOnceHeld, { continues: 'before' }),
  short('continued-while-held', heldFirst(), retryOnceHeld, { continues: 'after' }),
  offboard('held-and-overridden', { prepareAccountPlan: inTurn(held, planOf([steps.disable])) }, async (handle) => {
    await untilAccount(handle, 'held');
    await retry(handle);
    await lookNow(handle);
  }),
  ofBatch('leaver-of-batch', { opened: () => later }, async (handle) => {
    await untilStage(handle, 'waiting');
    await tryNow(handle);
    await lookNow(handle);
  }),
  ofBatch('leaver-of-batch-disabled-at-the-second-attempt', {
    opened: () => ({ effectiveAt: inMs(0), secondLook: null }),
    prepareAccountPlan: inTurn(firstPart, firstPart, firstPart, planOf([steps.logout])),
    ensureRetoolUserDisabled: inTurn({ outcome: 'failed', problem: 'still enabled' }, fails('PlanOutdatedError'), {
      outcome: 'done',
      problem: null,
    }),
  }),
  short(
    'moved-and-not-told-when-it-begins-to-act',
    {
      recordStage: async ({ factsVersion }) =>
        factsVersion === 0 ? factsOf({ factsVersion: 1, effectiveAt: farAway, effectiveText: farAway }) : undefined,
    },
    async (handle) => {
      await until(handle, ({ stage, effectiveAt }) => stage === 'waiting' && effectiveAt === farAway);
      await cancel(handle);
    },
  ),
  ofBatch(
    'leaver-of-batch-held-at-first',
    {
      opened: () => ({ secondLook: null }),
      prepareAccountPlan: inTurn(
        { kind: 'held', reason: 'several users have this address', remedy: 'link' },
        firstPart,
        planOf([steps.logout]),
      ),
    },
    async (handle) => {
      await untilAccount(handle, 'held');
      await retry(handle);
    },
  ),
  ofBatch(
    'leaver-of-batch-cancelled-while-others-are-waited-for',
    {
      opened: () => ({ secondLook: null }),
      awaitOthersDisabled: untilCancelled,
      verifyAccount: async () => readBack([steps.leaveGroup], 'disabled, 1 group'),
    },
    async (handle) => {
      await until(handle, ({ accounts }) => accounts.some(({ steps: planned }) => planned.length > 0));
      await cancel(handle);
    },
  ),
];
