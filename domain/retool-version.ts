/** What a Retool version can do. Decided once when an account is probed, kept with the account. */
export interface RetoolFeatures {
  /** `limit`/`next_token` on `/users`, `includeGroups` on one user. */
  paging: boolean;
  includeGroups: boolean;
  /** `seat_type` on users. */
  seatType: boolean;
  /** `POST /users/{id}/logout`. */
  userLogout: boolean;
  /** Removing a disabled user from a group works (a silent no-op before). */
  removesDisabledMembers: boolean;
  /** `DELETE /users/{id}` disables instead of deleting. */
  deleteDisables: boolean;
}

/** Major, minor and patch of a Retool release, for example 3.334.17. */
export type RetoolVersion = [major: number, minor: number, patch: number];

/** Reads the version out of `/api/checkHealth`; undefined when it has no such form. */
export function parseRetoolVersion(text: string): RetoolVersion | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

function isAtLeast(version: RetoolVersion, wanted: RetoolVersion): boolean {
  for (const [index, part] of wanted.entries()) {
    const own = version[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/**
 * Features by release, from Retool's release notes. An unknown version is taken for an old one where that is the
 * careful answer. Cloud is always newest.
 */
export function featuresOf(version: RetoolVersion | undefined): RetoolFeatures {
  const since = (major: number, minor: number) => version !== undefined && isAtLeast(version, [major, minor, 0]);
  return {
    paging: since(3, 334),
    includeGroups: since(3, 334),
    seatType: since(3, 373),
    userLogout: since(3, 363),
    removesDisabledMembers: since(3, 244),
    deleteDisables: since(3, 102),
  };
}

/** What the newest release can do, and so Retool Cloud. */
export const newestFeatures: RetoolFeatures = featuresOf([Infinity, 0, 0]);
