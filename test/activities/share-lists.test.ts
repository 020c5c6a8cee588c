import { expect, test } from 'vitest';
import type { WithAccount } from '../../activities/account-opener.js';
import { createListSharing } from '../../activities/lifecycle/share-lists.js';
import type { RetoolClient } from '../../retool/client.js';
import { RetoolForbiddenError, RetoolUnavailableError } from '../../retool/retool-error.js';
import { until } from '../setup/until.js';

const key = { batchId: 'b1', accountId: 'acme' };
const call = { method: 'GET', template: '/user_invites' };
const { signal } = new AbortController();

/** A Retool whose lists of invites end when told, and a clock that goes on by a second with each look. */
function createRetool() {
  const reads: { end(answer?: Error): void; signal: AbortSignal }[] = [];
  const list = (reading: AbortSignal) =>
    new Promise((resolve, reject) => {
      const number = reads.push({ signal: reading, end: (error) => (error ? reject(error) : resolve([number])) });
      reading.addEventListener('abort', () => reject(reading.reason as Error));
    });
  const client = { invites: { list } } as unknown as RetoolClient;
  const withAccount = ((_, work) => work({ client } as never)) as WithAccount;
  let now = Date.UTC(2026, 0, 1);
  const readClock = () => Promise.resolve(new Date((now += 1000)));
  const sharing = createListSharing({ withAccount, readClock });
  const invites = (oldest: Date | null, waiting = signal) => sharing.listsOf(key, oldest, waiting).invites();
  const read = async (number: number) => {
    await until(() => reads.length >= number);
    return reads[number - 1] as (typeof reads)[number];
  };
  return { reads, read, invites, clock: () => new Date(now) };
}

test('people who ask at once and later share one reading', async () => {
  const { reads, read, invites } = createRetool();
  const both = [invites(null), invites(null)];
  (await read(1)).end();
  expect(await Promise.all(both)).toEqual([[1], [1]]);
  expect(await invites(null)).toEqual([1]);
  expect(reads).toHaveLength(1);
});

test('whoever has written since it was begun waits for it, and shares the next one with others', async () => {
  const { reads, read, invites, clock } = createRetool();
  const first = invites(null);
  const began = await read(1);
  const afterWrite = [invites(clock()), invites(clock())];
  began.end();
  expect(await first).toEqual([1]);
  (await read(2)).end();
  expect(await Promise.all(afterWrite)).toEqual([[2], [2]]);
  expect(reads).toHaveLength(2);
});

test('a reading that failed is told to those who waited, and kept for nobody', async () => {
  const { read, invites } = createRetool();
  const failing = invites(null);
  (await read(1)).end(new RetoolUnavailableError(call, 500, undefined));
  await expect(failing).rejects.toThrow(RetoolUnavailableError);
  const next = invites(null);
  (await read(2)).end();
  expect(await next).toEqual([2]);
});

test('that the token may not read it is an answer for all', async () => {
  const { reads, read, invites } = createRetool();
  const refused = invites(null);
  const detail = { missingScopes: ['users:read'], planLimit: false, fromApi: true };
  (await read(1)).end(new RetoolForbiddenError(call, detail));
  await expect(refused).rejects.toThrow(RetoolForbiddenError);
  await expect(invites(null)).rejects.toThrow(RetoolForbiddenError);
  expect(reads).toHaveLength(1);
});

test('one who is cancelled goes away alone; when the last one goes the reading is given up', async () => {
  const { read, invites } = createRetool();
  const [one, other] = [new AbortController(), new AbortController()];
  const both = [invites(null, one.signal), invites(null, other.signal)];
  const reading = await read(1);
  one.abort(new Error('cancelled'));
  await expect(both[0]).rejects.toThrow('cancelled');
  expect(reading.signal.aborted).toBe(false);
  other.abort(new Error('cancelled'));
  await expect(both[1]).rejects.toThrow('cancelled');
  expect(reading.signal.aborted).toBe(true);
});
