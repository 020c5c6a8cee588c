import type { Clock } from '../../simulator/index.js';

/** Time that passes only when somebody waits or a test says so. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function createManualClock(start = Date.parse('2026-11-24T12:00:00.000Z')): ManualClock {
  let now = start;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    wait: async (ms) => {
      if (ms > 0) now += ms;
    },
  };
}
