import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countPart } from '../../store/staging.js';
import { emptyStaging } from '../../store/staging-tables.js';
import { findSyncRunById } from '../../store/sync-runs.js';
import { createSyncStage, openRun, type SyncStage } from '../setup/sync-stage.js';

let stage: SyncStage;
let run: { accountId: string; runId: string };

beforeEach(async () => {
  stage = await createSyncStage([
    { name: 'acme', users: 1250, groups: 12 },
    { name: 'old', users: 300, profile: '3.243' },
  ]);
  run = await openRun(stage, 'acme');
});
afterEach(() => stage.close());

const pages = (changes = {}) => ({ ...run, part: 1, fromToken: null, maxPages: 10, usersBefore: 0, ...changes });
const whole = (changes = {}) => ({ ...run, part: 2, pagesPossible: true, ...changes });
const callsTo = (path: string) => stage.simulator.journal.entries().filter((call) => call.path === path);
const failOn = (nth: number, fault: { kind: 'status'; status: number; retryAfter?: number }, times = 1) =>
  stage.simulator.faults.add({ account: 'acme', path: '/users', nth, times, fault });

describe('pages', () => {
  test('are read up to the number asked for, and say where to go on', async () => {
    const first = await stage.attempt('readUserPages', pages());
    expect(first).toMatchObject({ users: 1000, pages: 10, nextToken: expect.any(String) });
    const rest = await stage.attempt('readUserPages', pages({ part: 2, fromToken: first.nextToken, maxPages: 100 }));
    expect(rest).toEqual({ users: 250, pages: 3, nextToken: null });
    expect(await countPart(stage.database.db, run.runId, 'users', 1)).toBe(1000);
    expect(callsTo('/users')).toHaveLength(13);
  });

  test('go on after a failure where they stopped', async () => {
    failOn(4, { kind: 'status', status: 500 });
    const attempt = stage.attempt('readUserPages', pages());
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolUnavailableError', nonRetryable: false });
    const heartbeatDetails = attempt.beats.at(-1);
    expect(heartbeatDetails).toMatchObject({ pages: 3, rows: 300 });
    const second = await stage.attempt('readUserPages', pages(), { heartbeatDetails });
    expect(second).toMatchObject({ users: 1000, pages: 10 });
    expect(callsTo('/users')).toHaveLength(4 + 7);
  });

  test('start anew when what was read before is gone', async () => {
    failOn(4, { kind: 'status', status: 500 });
    const attempt = stage.attempt('readUserPages', pages());
    await expect(attempt).rejects.toThrow();
    await emptyStaging(stage.database.db, run.runId);
    const second = await stage.attempt('readUserPages', pages(), { heartbeatDetails: attempt.beats.at(-1) });
    expect(second).toMatchObject({ users: 1000, pages: 10 });
    expect(callsTo('/users')).toHaveLength(4 + 10);
  });

  test('are not read a second time when only the last beat was late', async () => {
    const attempt = stage.attempt('readUserPages', pages());
    const result = await attempt;
    const again = await stage.attempt('readUserPages', pages(), { heartbeatDetails: attempt.beats.at(-1) });
    expect(again).toEqual(result);
    expect(callsTo('/users')).toHaveLength(10);
  });

  test('that an old Retool does not know give everybody at once', async () => {
    const old = await openRun(stage, 'old');
    const read = await stage.attempt('readUserPages', { ...pages(), ...old });
    expect(read).toEqual({ users: 300, pages: 1, nextToken: null });
  });

  test('tell the run how much was read', async () => {
    await stage.attempt('readUserPages', pages({ usersBefore: 40 }));
    expect(await findSyncRunById(stage.database.db, run.runId)).toMatchObject({ counts: { users: 1040 } });
  });
});

describe('the whole answer', () => {
  test('is staged in one call', async () => {
    expect(await stage.attempt('readAllUsers', whole())).toEqual({ users: 1250 });
    expect(callsTo('/users')).toHaveLength(1);
  });

  test('leaves nothing behind of an attempt that was cut short', async () => {
    const fault = { kind: 'truncate', afterBytes: 300_000 } as const;
    stage.simulator.faults.add({ account: 'acme', path: '/users', nth: 1, fault });
    const attempt = stage.attempt('readAllUsers', whole());
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolUnreachableError', nonRetryable: false });
    expect(attempt.beats.at(-1)).toEqual({ failedReads: 1 });
    const second = await stage.attempt('readAllUsers', whole(), { heartbeatDetails: attempt.beats.at(-1) });
    expect(second).toEqual({ users: 1250 });
  });

  test('is given up after the third failure, so that pages get their turn', async () => {
    failOn(1, { kind: 'status', status: 502 });
    const attempt = stage.attempt('readAllUsers', whole(), { heartbeatDetails: { failedReads: 2 } });
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolUnavailableError', nonRetryable: true });
  });

  test('is not given up where there are no pages', async () => {
    failOn(1, { kind: 'status', status: 502 });
    const input = whole({ pagesPossible: false });
    const attempt = stage.attempt('readAllUsers', input, { heartbeatDetails: { failedReads: 2 } });
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolUnavailableError', nonRetryable: false });
  });

  test('is not given up because of the rate limit', async () => {
    failOn(1, { kind: 'status', status: 429, retryAfter: 7 });
    const attempt = stage.attempt('readAllUsers', whole(), { heartbeatDetails: { failedReads: 2 } });
    await expect(attempt).rejects.toMatchObject({ type: 'RetoolRateLimitedError', nonRetryable: false });
    expect(attempt.beats.at(-1)).toEqual({ failedReads: 2 });
  });
});
