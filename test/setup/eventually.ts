import { expect } from 'vitest';

/** Asks again until what is expected of the answer is true; for what a server does in its own time. */
export function eventually<T>(ask: () => T) {
  return expect.poll(ask, { timeout: 20_000, interval: 50 });
}
