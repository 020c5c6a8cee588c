import type { Policy } from './policy.js';

/**
 * How many users runs may disable in an account within a day before an operator is asked: the count, or the share of
 * its enabled users where that is more. So small accounts are not stopped by a share of nothing, and large ones not by a
 * count that fits small ones.
 *
 * @returns a whole number; a share is rounded down
 */
export function removalLimit({ removals }: Policy, activeUsers: number): number {
  const { count, sharePercent } = removals.perAccountAndDay;
  // In hundredths of a percent, so that no product of fractions falls short of a whole number.
  return Math.max(count, Math.floor((activeUsers * Math.round(sharePercent * 100)) / 10_000));
}
