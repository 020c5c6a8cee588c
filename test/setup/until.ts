import { setTimeout as pause } from 'node:timers/promises';

/** Settles when something is so; looks again and again, in tests and in their hooks. */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`This was not so within ${timeoutMs} ms: ${isSo.toString()}`);
    await pause(25);
  }
}
