import type { RateLimitSpec } from './account-spec.js';

/** Points by the first segment of the path below `/api/v2`. The price of what no list names is assumed. */
const prices: Record<string, number> = {
  apps: 2,
  folders: 2,
  users: 2,
  user_invites: 2,
  groups: 5,
  resources: 5,
  spaces: 5,
  workflows: 5,
  permissions: 10,
  role_permissions: 10,
};

const otherPrice = 5;

export function pointsOf(path: string): number {
  return prices[path.split('/')[1] ?? ''] ?? otherPrice;
}

export type Admission = { admitted: true; cost: number } | { admitted: false; retryAfterSeconds: number };

/** The calls of one organization in the last window. */
export interface RateLimit {
  set(spec: RateLimitSpec): void;
  /** Counts a call, or says when it would fit. A call that does not fit costs nothing. */
  admit(path: string): Admission;
  /** What was permitted and spent since the start or since the limit was set. */
  totals(): { spent: number; admitted: number; refused: number };
}

export function createRateLimit(spec: RateLimitSpec, now: () => number): RateLimit {
  let limit = withDefaults(spec);
  let log: { at: number; cost: number }[] = [];
  let inWindow = 0;
  let totals = { spent: 0, admitted: 0, refused: 0 };

  function forgetBefore(instant: number): void {
    let gone = 0;
    for (const call of log) {
      if (call.at > instant) break;
      inWindow -= call.cost;
      gone += 1;
    }
    if (gone > 0) log = log.slice(gone);
  }

  /** The instant at which enough earlier calls have left the window. */
  function fitsAt(cost: number): number {
    let free = limit.points - inWindow;
    for (const call of log) {
      free += call.cost;
      if (free >= cost) return call.at + limit.windowMs;
    }
    return now() + limit.windowMs;
  }

  return {
    set(changed) {
      limit = withDefaults(changed);
      log = [];
      inWindow = 0;
      totals = { spent: 0, admitted: 0, refused: 0 };
    },
    admit(path) {
      const cost = limit.kind === 'calls' ? 1 : pointsOf(path);
      const at = now();
      if (limit.kind !== 'off') {
        forgetBefore(at - limit.windowMs);
        if (inWindow + cost > limit.points) {
          totals.refused += 1;
          return { admitted: false, retryAfterSeconds: Math.max(1, Math.ceil((fitsAt(cost) - at) / 1000)) };
        }
        log.push({ at, cost });
        inWindow += cost;
      }
      totals.admitted += 1;
      totals.spent += cost;
      return { admitted: true, cost };
    },
    totals: () => ({ ...totals }),
  };
}

function withDefaults(spec: RateLimitSpec): Required<RateLimitSpec> {
  return { kind: spec.kind, points: spec.points ?? 300, windowMs: spec.windowMs ?? 60_000 };
}
