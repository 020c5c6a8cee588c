/** Whom a call serves: people's changes have a reserved share, so that a sync cannot starve an offboarding. */
export type Lane = 'people' | 'bulk';

/** Points of calls by the first segment of their path below `/api/v2`. */
export type CallCosts = Partial<Record<PricedSegment, number>>;

/** How much of an account's limit may be used, and how. Kept per account; `steward account set` sets points and costs. */
export interface RateLimit {
  points: number;
  windowMs: number;
  /** Kept free below the limit, as a share of it. */
  margin: number;
  /** Share of the usable points that only people's changes may take. */
  peopleReserve: number;
  /** Where they differ from `usualCosts`. */
  costs?: CallCosts;
}

/** Retool's limit: 300 points in 60 seconds. */
export const defaultRateLimit: RateLimit = { points: 300, windowMs: 60_000, margin: 0.03, peopleReserve: 0.1 };

/** Points one bulk lease takes at a time. */
export const bulkLeasePoints = 20;

/** Points that calls of a lane may have spent in any window. */
export function usablePoints(limit: RateLimit, lane: Lane): number {
  const usable = Math.floor(limit.points * (1 - limit.margin));
  return lane === 'people' ? usable : usable - Math.ceil(usable * limit.peopleReserve);
}

/** What a step usually costs, and what part of a window the steps of one person may take at the same time. */
const stepPoints = 5;
const shareAtOnce = 0.02;
const mostAtOnce = 10;

/**
 * How many steps of one person may be under way at once in an account. Where calls are scarce they would take the turns
 * of people who still have access, and gain nothing: there it is one at a time.
 */
export function stepsAtOnce(limit: RateLimit): number {
  const fitting = Math.floor((usablePoints(limit, 'people') * shareAtOnce) / stepPoints);
  return Math.min(Math.max(fitting, 1), mostAtOnce);
}

/** What Retool takes for a call. */
export const usualCosts = {
  access_requests: 5,
  access_tokens: 5,
  apps: 2,
  folders: 2,
  groups: 5,
  organization: 5,
  permissions: 10,
  resources: 5,
  role_permissions: 10,
  spaces: 5,
  usage: 5,
  user_invites: 2,
  users: 2,
  workflows: 5,
};

export type PricedSegment = keyof typeof usualCosts;

/** Unknown calls are taken for the dearest common price. */
const unknownCost = 5;

export function isPricedSegment(text: string): text is PricedSegment {
  return Object.hasOwn(usualCosts, text);
}

/** Points of a call by its path below `/api/v2`. */
export function pointsOf(path: string, costs: CallCosts = {}): number {
  const segment = /^\/?([^/?]+)/.exec(path)?.[1] ?? '';
  return isPricedSegment(segment) ? (costs[segment] ?? usualCosts[segment]) : unknownCost;
}
