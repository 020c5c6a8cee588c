import { expect, it } from 'vitest';
import { eventually } from '../setup/eventually.js';
import { startWorkLoop } from '../../worker/work-loop.js';

it('takes up as many pieces side by side as it may, also after it found nothing', async () => {
  let isThere = false;
  let looks = 0;
  let under = 0;
  const held: (() => void)[] = [];
  const loop = startWorkLoop({
    concurrency: 3,
    idleMs: 1,
    async work() {
      looks += 1;
      if (!isThere) return false;
      under += 1;
      await new Promise<void>((resolve) => held.push(resolve));
      return true;
    },
    onError: (error) => expect.unreachable(String(error)),
  });
  await eventually(() => looks).toBeGreaterThan(10);
  isThere = true;
  // Whoever looks finds one; the others are told, and nobody is busy with a piece that somebody else has.
  loop.wake();
  await eventually(() => under).toBe(3);
  isThere = false;
  for (const release of held) release();
  await loop.stop();
  expect(under).toBe(3);
});

it('goes on after a failure, and tells of it', async () => {
  const errors: unknown[] = [];
  let calls = 0;
  const loop = startWorkLoop({
    concurrency: 1,
    idleMs: 1,
    work() {
      calls += 1;
      return calls === 1 ? Promise.reject(new Error('away')) : Promise.resolve(false);
    },
    onError(error) {
      errors.push(error);
      // The pause after a failure need not be waited for.
      setImmediate(() => loop.wake());
    },
  });
  await eventually(() => calls).toBeGreaterThan(2);
  await loop.stop();
  expect(errors).toEqual([new Error('away')]);
});
