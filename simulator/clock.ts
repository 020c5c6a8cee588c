import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  wait(ms: number): Promise<void>;
}

/** The computer's own time. Waits fail at once when the signal is given, so that what waits is cut. */
export function createSystemClock(stop: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    async wait(ms) {
      if (ms > 0) await sleep(ms, undefined, { signal: stop });
    },
  };
}
