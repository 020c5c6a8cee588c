import type { Client, ScheduleDescription } from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { connectTemporal, type TemporalConnection } from '../../client/connect-temporal.js';
import { stewardPauseNote } from '../../client/owned-schedule.js';
import { createScheduleKeeper } from '../../client/schedule-keeper.js';
import { ensureReconcileSchedule, triggerReconcile, triggerSync } from '../../client/schedules.js';
import { ScheduleMissingError } from '../../client/temporal-errors.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { planSchedules, type ScheduledAccount, toWantedSchedule } from '../../domain/schedule-plan.js';
import type { ScheduleKeeper, SeenSchedule, WantedSchedule } from '../../domain/schedules.js';
import type { KeyRing } from '../../domain/sealing.js';
import { searchAttributes } from '../../domain/search-attributes.js';
import { reconcileScheduleId } from '../../domain/workflow-ids.js';
import type { RunningTemporal } from '../../local/temporal.js';
import { startDevServer } from '../setup/dev-server.js';
import { eventually } from '../setup/eventually.js';
import { removeAllSchedules } from '../setup/remove-all-schedules.js';

const hour = 60 * 60_000;
const ring = generateKeyRing();
const account: ScheduledAccount = {
  id: '6f9c1f0e-5a52-4bb8-9e0f-0f0d5a2c7e11',
  name: 'acme-cloud',
  state: 'active',
  timing: { kind: 'interval', everyMs: hour },
};
const wantedOf = (changes: Partial<ScheduledAccount> = {}): WantedSchedule =>
  toWantedSchedule({ ...account, ...changes });

let server: RunningTemporal;
let temporal: TemporalConnection;
let client: Client;
let keeper: ScheduleKeeper;

beforeAll(async () => {
  server = await startDevServer();
  temporal = await connect(ring);
  client = temporal.client;
  keeper = createScheduleKeeper(client);
});
afterEach(() => removeAllSchedules(client));
afterAll(async () => {
  await temporal.close();
  await server.close();
});

function connect(keys: KeyRing): Promise<TemporalConnection> {
  return connectTemporal({ dataConverter: createDataConverter(keys), address: server.address });
}

async function connectUntilTestEnds(keys: KeyRing): Promise<Client> {
  const connected = await connect(keys);
  onTestFinished(() => connected.close());
  return connected.client;
}

const describeOf = (id = 'sync/acme-cloud'): Promise<ScheduleDescription> => client.schedule.getHandle(id).describe();

async function countSchedules(): Promise<number> {
  let count = 0;
  for await (const _ of client.schedule.list()) count += 1;
  return count;
}

/** Temporal's list of schedules lags behind. */
async function listOf(size: number, using = keeper): Promise<SeenSchedule[]> {
  await eventually(async () => (await using.list()).length).toBe(size);
  return using.list();
}

const create = (wanted: WantedSchedule, options = { triggerNow: false }) => keeper.create(wanted, options);

describe('a new schedule', () => {
  it('starts syncAccount for its account, one run at a time, and catches up ten minutes at most', async () => {
    await create(wantedOf());
    const { action, policies, state } = await describeOf();
    expect(action).toMatchObject({
      workflowType: 'syncAccount',
      workflowId: 'sync/acme-cloud',
      taskQueue: 'steward-workflows',
      args: [{ accountId: account.id, accountName: 'acme-cloud' }],
      staticSummary: 'Sync of acme-cloud',
      workflowExecutionTimeout: 6 * hour,
    });
    const attributes = action.typedSearchAttributes as TypedSearchAttributes;
    expect(attributes.get(searchAttributes.accounts)).toEqual(['acme-cloud']);
    expect(policies).toEqual({ overlap: 'SKIP', catchupWindow: 10 * 60_000, pauseOnFailure: false });
    expect(state).toMatchObject({ paused: false });
  });

  it('runs at its offset in the interval', async () => {
    await create(wantedOf());
    const { spec, info } = await describeOf();
    const { offsetMs } = wantedOf();
    expect(spec.intervals).toEqual([{ every: hour, offset: offsetMs }]);
    expect(info.nextActionTimes[0] && info.nextActionTimes[0].getTime() % hour).toBe(offsetMs);
  });

  it('runs by the clock of the time zone that its cron expression is meant for', async () => {
    const timing = { kind: 'cron', expression: '30 6 * * 1-5', timeZone: 'Asia/Kolkata' } as const;
    await create(wantedOf({ timing }));
    const { spec, info } = await describeOf();
    expect(spec.timezone).toBe('Asia/Kolkata');
    // 06:30 in India, which knows no summer time, is 01:00 UTC.
    expect(new Set(info.nextActionTimes.map((time) => time.toISOString().slice(11)))).toEqual(
      new Set(['01:00:00.000Z']),
    );
  });

  it('shows nobody but us what its runs are given', async () => {
    await create(wantedOf());
    const action = (await describeOf()).raw.schedule?.action?.startWorkflow;
    const text = JSON.stringify([action?.input, action?.memo?.fields, action?.userMetadata]);
    expect(text).not.toContain(Buffer.from('acme').toString('base64'));
    expect(action?.memo?.fields?.stewardHash?.metadata?.encoding?.toString()).toBe('binary/encrypted');
  });

  it('starts its first run at once when asked to, and no other beside it', async () => {
    await create(wantedOf(), { triggerNow: true });
    await eventually(async () => (await describeOf()).info.runningActions.length).toBe(1);
    const [seen] = await listOf(1);
    expect(seen?.lastActionAt).toBeInstanceOf(Date);
  });

  it('is paused with our note when its account is paused', async () => {
    await create(wantedOf({ state: 'paused' }));
    expect((await describeOf()).state).toMatchObject({ paused: true, note: stewardPauseNote });
  });

  it('brings one up to date that the list did not show yet', async () => {
    await create(wantedOf());
    await create(wantedOf({ timing: { kind: 'interval', everyMs: 2 * hour } }));
    expect((await describeOf()).spec.intervals?.[0]?.every).toBe(2 * hour);
  });
});

describe('the list', () => {
  it('gives what was written, so that nothing has to be done', async () => {
    const accounts = Array.from({ length: 12 }, (_, index) => ({
      ...account,
      name: `acme-${index}`,
      id: `id-${index}`,
    }));
    for (const each of accounts) await create(toWantedSchedule(each));
    const seen = await listOf(12);
    expect(planSchedules(accounts, seen)).toEqual({ create: [], update: [], remove: [] });
    expect(seen[0]).toMatchObject({ paused: false, skippedOverlap: 0 });
    expect(seen[0]?.createdAt.getTime()).toBeGreaterThan(Date.now() - hour);
    expect(seen[0]?.nextActionAt?.getTime()).toBeGreaterThan(Date.now());
  });

  it('leaves out schedules of others', async () => {
    await create(wantedOf());
    await ensureReconcileSchedule(client);
    await eventually(countSchedules).toBe(2);
    expect((await keeper.list()).map(({ scheduleId }) => scheduleId)).toEqual(['sync/acme-cloud']);
  });

  it('shows no hash where somebody else made the schedule', async () => {
    const action = { type: 'startWorkflow', workflowType: 'other', taskQueue: 'other' } as const;
    await client.schedule.create({ scheduleId: 'sync/other', spec: {}, action });
    expect((await listOf(1))[0]?.hash).toBeUndefined();
  });
});

describe('an update', () => {
  it('replaces timing and action', async () => {
    await create(wantedOf());
    const timing = { kind: 'cron', expression: '0 6 * * *', timeZone: 'UTC' } as const;
    const wanted = wantedOf({ timing, id: 'another' });
    await keeper.update(wanted);
    const { spec, action } = await describeOf();
    expect(spec.intervals).toEqual([]);
    expect(spec.calendars?.[0]?.hour).toEqual([{ start: 6, end: 6, step: 1 }]);
    expect(action.args).toEqual([{ accountId: 'another', accountName: 'acme-cloud' }]);
    expect((await listOf(1))[0]?.hash).toBe(wanted.hash);
  });

  it("keeps an operator's pause and note", async () => {
    await create(wantedOf());
    await client.schedule.getHandle('sync/acme-cloud').pause('maintenance until Monday');
    await keeper.update(wantedOf({ timing: { kind: 'interval', everyMs: 2 * hour } }));
    expect((await describeOf()).state).toMatchObject({ paused: true, note: 'maintenance until Monday' });
  });

  it("keeps an operator's pause when the account is paused and resumed meanwhile", async () => {
    await create(wantedOf());
    await client.schedule.getHandle('sync/acme-cloud').pause('maintenance until Monday');
    await keeper.update(wantedOf({ state: 'paused' }));
    await keeper.update(wantedOf());
    expect((await describeOf()).state).toMatchObject({ paused: true, note: 'maintenance until Monday' });
  });

  it('pauses with the account and resumes with it', async () => {
    await create(wantedOf());
    await keeper.update(wantedOf({ state: 'paused' }));
    expect((await describeOf()).state).toMatchObject({ paused: true, note: stewardPauseNote });
    await keeper.update(wantedOf());
    const { state } = await describeOf();
    expect(state.paused).toBe(false);
    expect(state.note ?? '').toBe('');
  });

  it('leaves a schedule deleted that was deleted meanwhile', async () => {
    await keeper.update(wantedOf());
    await expect(describeOf()).rejects.toThrow();
  });
});

describe('a change of keys', () => {
  const next = generateKeyRing();
  const rotated = { currentId: next.currentId, keys: { ...next.keys, ...ring.keys } };

  it('has schedules written anew with the current key, so that the old one can be retired', async () => {
    await create(wantedOf());
    const rotatedKeeper = createScheduleKeeper(await connectUntilTestEnds(rotated));
    const { update } = planSchedules([account], await listOf(1, rotatedKeeper));
    expect(update).toEqual([wantedOf()]);
    await rotatedKeeper.update(wantedOf());

    const retired = createScheduleKeeper(await connectUntilTestEnds(next));
    expect(planSchedules([account], await retired.list()).update).toEqual([]);
  });

  it('replaces a schedule whose key is gone, and keeps its pause', async () => {
    await create(wantedOf());
    await client.schedule.getHandle('sync/acme-cloud').pause('maintenance until Monday');
    const other = await connectUntilTestEnds(next);
    const [seen] = await listOf(1, createScheduleKeeper(other));
    expect(seen).toMatchObject({ paused: true, note: 'maintenance until Monday' });
    expect(seen?.hash).toBeUndefined();

    await createScheduleKeeper(other).update(wantedOf());
    const { action, state } = await other.schedule.getHandle('sync/acme-cloud').describe();
    expect(action.args).toEqual([{ accountId: account.id, accountName: 'acme-cloud' }]);
    expect(state).toMatchObject({ paused: true, note: 'maintenance until Monday' });
  });
});

describe('removing', () => {
  it('may be repeated', async () => {
    await create(wantedOf());
    await keeper.remove('sync/acme-cloud');
    await keeper.remove('sync/acme-cloud');
    await listOf(0);
  });
});

describe('requests for a run', () => {
  it('buffers one run behind the running one, however many ask', async () => {
    await create(wantedOf(), { triggerNow: true });
    await eventually(async () => (await describeOf()).info.runningActions.length).toBe(1);
    for (let request = 0; request < 3; request += 1) await triggerSync(client, 'acme-cloud');
    const { info, raw } = await describeOf();
    expect(info.runningActions).toHaveLength(1);
    expect(Number(raw.info?.bufferSize)).toBe(1);
  });

  it('says what is missing when the account has no schedule yet', async () => {
    await expect(triggerSync(client, 'nobody')).rejects.toThrow(ScheduleMissingError);
    await expect(triggerSync(client, 'nobody')).rejects.toThrow('steward worker');
    await expect(triggerReconcile(client)).rejects.toThrow('steward setup');
  });
});

describe('the schedule that keeps the others true', () => {
  it('runs hourly, and at once when it is new', async () => {
    await ensureReconcileSchedule(client);
    await eventually(async () => (await describeOf(reconcileScheduleId)).info.numActionsTaken).toBe(1);
    const { spec, action } = await describeOf(reconcileScheduleId);
    expect(spec.intervals?.[0]?.every).toBe(hour);
    expect(action).toMatchObject({ workflowType: 'reconcileSchedules', taskQueue: 'steward-workflows' });
  });

  it("is left alone when it is as it should be, an operator's pause included", async () => {
    await ensureReconcileSchedule(client);
    await client.schedule.getHandle(reconcileScheduleId).pause('not now');
    await ensureReconcileSchedule(client);
    const { info, state } = await describeOf(reconcileScheduleId);
    expect(info.lastUpdatedAt).toBeUndefined();
    expect(state).toMatchObject({ paused: true, note: 'not now' });
  });

  it('may be made by several at once', async () => {
    await Promise.all([1, 2, 3].map(() => ensureReconcileSchedule(client)));
    await triggerReconcile(client);
    await eventually(countSchedules).toBe(1);
  });
});
