import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createScheduleActivities } from '../../activities/schedule-activities.js';
import type { ReconcileResult } from '../../activities/schedule-steps.js';
import { connectTemporal, type TemporalConnection } from '../../client/connect-temporal.js';
import { createScheduleKeeper } from '../../client/schedule-keeper.js';
import { ensureReconcileSchedule } from '../../client/schedules.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import type { SyncTiming } from '../../domain/account.js';
import type { ScheduledAccount } from '../../domain/schedule-plan.js';
import { reconcileScheduleId } from '../../domain/workflow-ids.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { startDevServer } from '../setup/dev-server.js';
import { eventually } from '../setup/eventually.js';
import { removeAllSchedules } from '../setup/remove-all-schedules.js';

type Schedule = temporal.api.schedule.v1.ISchedule;
type Change = (schedule: Schedule) => void;

const hour = 60 * 60_000;
const everyHour: SyncTiming = { kind: 'interval', everyMs: hour };
const workdays: SyncTiming = { kind: 'cron', expression: '30 6 * * MON-FRI', timeZone: 'Europe/Berlin' };
const scheduleId = 'sync/acme-cloud';

let server: RunningTemporal;
let connected: TemporalConnection;
let client: Client;

beforeAll(async () => {
  server = await startDevServer();
  connected = await connectTemporal({ dataConverter: createDataConverter(generateKeyRing()), address: server.address });
  client = connected.client;
});
afterEach(() => removeAllSchedules(client));
afterAll(async () => {
  await connected.close();
  await server.close();
});

async function countSchedules(): Promise<number> {
  let count = 0;
  for await (const _ of client.schedule.list()) count += 1;
  return count;
}

async function describeRaw(id = scheduleId) {
  return await client.workflowService.describeSchedule({ namespace: 'default', scheduleId: id });
}

/** As the Web UI does it: what is there is read, changed, and sent back, unreadable parts as they are. */
async function changeByHand(change: Change, id = scheduleId): Promise<void> {
  const { schedule } = await describeRaw(id);
  if (!schedule) return expect.fail('There is a schedule.');
  change(schedule);
  const request = { namespace: 'default', scheduleId: id, schedule, requestId: randomUUID(), identity: 'operator' };
  await client.workflowService.updateSchedule(request);
}

async function reconcile(timing: SyncTiming): Promise<ReconcileResult> {
  const account: ScheduledAccount = { id: 'an-account', name: 'acme-cloud', state: 'active', timing };
  const activities = createScheduleActivities({
    listAccounts: async () => [account],
    listRosters: async () => [],
    scheduleKeeper: createScheduleKeeper(client),
  });
  return await new MockActivityEnvironment().run(activities.ensureSchedulesMatchAccounts);
}

/** Makes the schedule, and waits until Temporal lists it. */
async function make(timing: SyncTiming, size = 1): Promise<void> {
  await reconcile(timing);
  await eventually(countSchedules).toBe(size);
}

const seconds = (count: number) => ({ seconds: count, nanos: 0 }) as never;
const spec = (of: Schedule) => of.spec as NonNullable<Schedule['spec']>;
const policies = (of: Schedule) => of.policies as NonNullable<Schedule['policies']>;
const started = (of: Schedule) => of.action?.startWorkflow as temporal.api.workflow.v1.INewWorkflowExecutionInfo;

describe('a schedule that was changed by hand', () => {
  it.each<[string, SyncTiming, Change]>([
    ['another interval', everyHour, (to) => (spec(to).interval = [{ interval: seconds(7200) }])],
    ['another offset', everyHour, (to) => (spec(to).interval = [{ interval: seconds(3600), phase: seconds(7) }])],
    ['a cron expression instead', everyHour, (to) => (to.spec = { cronString: ['0 6 * * *'] })],
    ['another cron expression', workdays, (to) => (to.spec = { cronString: ['30 6 * * *'], timezoneName: 'UTC' })],
    ['other days', workdays, (to) => (spec(to).structuredCalendar = [{ hour: [{ start: 6 }] }])],
    ['one more time', workdays, (to) => (spec(to).interval = [{ interval: seconds(3600) }])],
    ['another time zone', workdays, (to) => (spec(to).timezoneName = 'Asia/Kolkata')],
    ['days that are left out', everyHour, (to) => (spec(to).excludeStructuredCalendar = [{ month: [{ start: 12 }] }])],
    ['an end', everyHour, (to) => (spec(to).endTime = seconds(4_000_000_000))],
    ['jitter', everyHour, (to) => (spec(to).jitter = seconds(60))],
    ['runs beside each other', everyHour, (to) => (policies(to).overlapPolicy = 6)],
    ['a longer catch-up', everyHour, (to) => (policies(to).catchupWindow = seconds(86_400))],
    ['a pause on failure', everyHour, (to) => (policies(to).pauseOnFailure = true)],
    ['another task queue', everyHour, (to) => (started(to).taskQueue = { name: 'nobody' })],
    ['another workflow', everyHour, (to) => (started(to).workflowType = { name: 'another' })],
    ['no time limit', everyHour, (to) => (started(to).workflowExecutionTimeout = null)],
    ['no search attributes', everyHour, (to) => (started(to).searchAttributes = null)],
    ['no input', everyHour, (to) => (started(to).input = null)],
    ['input that everybody can read', everyHour, (to) => (started(to).input = { payloads: [clear({})] })],
  ])('%s: is written anew once, and then left alone', async (_what, timing, change) => {
    await make(timing);
    const before = (await describeRaw()).schedule;
    await changeByHand(change);
    expect(await reconcile(timing)).toMatchObject({ updated: 1, unchanged: 0 });
    expect(await reconcile(timing)).toMatchObject({ updated: 0, unchanged: 1 });
    const after = (await describeRaw()).schedule;
    expect(after?.spec).toEqual(before?.spec);
    expect(after?.policies).toEqual(before?.policies);
    expect(after?.action?.startWorkflow?.taskQueue).toEqual(before?.action?.startWorkflow?.taskQueue);
  });

  it('keeps the pause and the note of an operator when it is written anew', async () => {
    await make(everyHour);
    await changeByHand((schedule) => {
      schedule.state = { ...schedule.state, paused: true, notes: 'maintenance until Monday' };
      policies(schedule).overlapPolicy = 6;
    });
    expect(await reconcile(everyHour)).toMatchObject({ updated: 1 });
    expect((await describeRaw()).schedule?.state).toMatchObject({ paused: true, notes: 'maintenance until Monday' });
  });

  it('is left alone when only its pause and its note are other ones', async () => {
    await make(workdays);
    await client.schedule.getHandle(scheduleId).pause('maintenance until Monday');
    expect(await reconcile(workdays)).toMatchObject({ updated: 0, unchanged: 1 });
  });

  it('is mended also when it is the one that keeps the others true', async () => {
    await ensureReconcileSchedule(client);
    await changeByHand((schedule) => (spec(schedule).interval = [{ interval: seconds(60) }]), reconcileScheduleId);
    await ensureReconcileSchedule(client);
    const { info } = await describeRaw(reconcileScheduleId);
    await ensureReconcileSchedule(client);
    const mended = await describeRaw(reconcileScheduleId);
    expect(Number(mended.schedule?.spec?.interval?.[0]?.interval?.seconds)).toBe(3600);
    expect(mended.info?.updateTime).toEqual(info?.updateTime);
  });
});

describe('a cron expression', () => {
  it.each([
    '0 6 * * *',
    '*/15 8-18 * * MON-FRI',
    '10-50/20 * 1,15 JAN-MAR,dec *',
    '0 0 */2,5 2-12/5 *',
    '00 06 31 * 7',
    '0 6 * * 5-7',
    '0 6 * * 0-7/2',
  ])('%s becomes the calendar that Temporal makes of it', async (expression) => {
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
    const ofTemporal = { cronExpressions: [expression], timezone: 'UTC' };
    await client.schedule.create({ scheduleId: 'temporal', spec: ofTemporal, action, state: { paused: true } });
    await make({ kind: 'cron', expression, timeZone: 'UTC' }, 2);
    const [theirs, ours] = [await timesOf('temporal'), await timesOf(scheduleId)];
    expect(ours).toEqual(theirs);
    expect(await reconcile({ kind: 'cron', expression, timeZone: 'UTC' })).toMatchObject({ updated: 0, unchanged: 1 });
  });
});

function clear(value: unknown) {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) };
}

/** All instants of two years at which a schedule is due. */
async function timesOf(id: string): Promise<string[]> {
  const startTime = { seconds: Date.UTC(2027, 0, 1) / 1000 } as never;
  const endTime = { seconds: Date.UTC(2028, 2, 1) / 1000 } as never;
  const request = { namespace: 'default', scheduleId: id, startTime, endTime };
  const { startTime: times } = await client.workflowService.listScheduleMatchingTimes(request);
  return (times ?? []).map((time) => String(time.seconds));
}
