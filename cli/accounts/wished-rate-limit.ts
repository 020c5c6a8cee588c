import { defaultRateLimit, type RateLimit, usablePoints } from '../../domain/rate.js';
import { UsageError } from '../exit.js';
import type { RateCosts } from '../input/rate-cost.js';

/** What was said about an account's rate limit. */
export interface RateOptions {
  rateLimit?: number | 'default';
  rateCost?: RateCosts;
}

/**
 * The limit as the options ask for; null when nothing differs from the default. Points and costs do not touch each other.
 *
 * @throws UsageError when a call could never be paid
 */
export function toWishedRateLimit(current: RateLimit | null, { rateLimit, rateCost }: RateOptions): RateLimit | null {
  const { costs: known = {}, ...limit } = current ?? defaultRateLimit;
  const points = rateLimit === 'default' ? defaultRateLimit.points : (rateLimit ?? limit.points);
  const costs = rateCost === 'default' ? {} : { ...known, ...rateCost };
  const wished = { ...limit, points, ...(Object.keys(costs).length > 0 && { costs }) };
  for (const [segment, cost] of Object.entries(costs)) {
    if (cost <= usablePoints(wished, 'bulk')) continue;
    throw new UsageError(
      `A call of ${segment} for ${cost} points could never be paid from ${points} points a minute.`,
      'Lower --rate-cost, or raise --rate-limit.',
    );
  }
  return points === defaultRateLimit.points && wished.costs === undefined ? null : wished;
}
