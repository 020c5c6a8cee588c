import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { withStartLock } from '../../local/start-lock.js';
import { makeTestFolder } from '../setup/folder.js';

let file: string;

beforeEach(async () => {
  file = join(await makeTestFolder(), 'lock');
});

test('only one at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withStartLock(file, work)));
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

test('the lock is free again after work that failed', async () => {
  await expect(withStartLock(file, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withStartLock(file, () => Promise.resolve('done'))).toBe('done');
});

test('told to stop, no longer waits for the lock of another', async () => {
  const stop = new AbortController();
  const work = () => {
    stop.abort(new Error('stopped'));
    return withStartLock(file, () => Promise.resolve('never'), stop.signal);
  };
  await expect(withStartLock(file, work)).rejects.toThrow('stopped');
  expect(existsSync(file)).toBe(false);
});

test('the lock of a process that was killed is taken over', async () => {
  writeFileSync(file, '4194999 0123456789ab\n');
  expect(await withStartLock(file, () => Promise.resolve('done'))).toBe('done');
});
