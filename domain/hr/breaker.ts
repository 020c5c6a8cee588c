/** What a connection ended and suspended is counted over so long. */
export const breakerWindowMs = 3_600_000;

const alwaysPasses = 10;
const shareOfActive = 0.05;

export interface BreakerFacts {
  /** Stopped already, and no operator has released it. */
  isOpen: boolean;
  /** An operator let this very delivery pass. */
  isReleased: boolean;
  /** People whose end or suspension passed within the window, or since the last release where that is later. */
  passed: number;
  /** People who would end or be suspended now, and are not among those that passed. */
  wanted: number;
  /** People who work for the organization now. */
  activeWorkers: number;
}

export type BreakerVerdict = { passes: true } | { passes: false; opens: boolean; reason: string };

/** So many people may end or be suspended by one connection within the window. */
export function breakerLimit(activeWorkers: number): number {
  return Math.max(alwaysPasses, Math.floor(activeWorkers * shareOfActive));
}

/**
 * Whether a delivery may take access away. A sync that breaks can announce the end of everybody: beyond the limit an
 * operator has to look first. What takes nothing away always passes.
 */
export function judgeBreaker({ isOpen, isReleased, passed, wanted, activeWorkers }: BreakerFacts): BreakerVerdict {
  if (wanted === 0 || isReleased) return { passes: true };
  if (isOpen) return { passes: false, opens: false, reason: 'the breaker of the connection is open' };
  const limit = breakerLimit(activeWorkers);
  if (passed + wanted <= limit) return { passes: true };
  return {
    passes: false,
    opens: true,
    reason: `${passed + wanted} people would end or be suspended within an hour; ${limit} may`,
  };
}
