/** Whom a call serves: people's changes have a reserved share, so that a sync cannot starve an offboarding. */
export type Lane = 'people' | 'bulk';

/** How much of an account's limit may be used, and how. Kept per account; `steward account set` sets the points. */
export interface RateLimit {
  points: number;
  windowMs: number;
  /** Kept free below the limit, as a share of it. */
  margin: number;
  /** Share of the usable points that only people's changes may take. */
  peopleReserve: number;
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

/**
 * Points of a call by the first segment of its path below `/api/v2`: apps, folders and users 2; groups, resources,
 * spaces and workflows 5; permissions 10. Unknown ones are taken for the dearest common price, 5.
 */
export function pointsOf(path: string): number {
  const segment = /^\/?([^/?]+)/.exec(path)?.[1] ?? '';
  if (['apps', 'folders', 'users', 'user_invites'].includes(segment)) return 2;
  if (['permissions', 'role_permissions'].includes(segment)) return 10;
  return 5;
}
