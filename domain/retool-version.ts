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
  /** Access requests can be listed and denied. */
  accessRequests: boolean;
  /** Access tokens can be listed. */
  accessTokens: boolean;
  /** Workflows can be listed. */
  workflows: boolean;
  /** Grants of a user on apps and folders can be listed and revoked. */
  userGrants: boolean;
  /** Role grants of a user can be listed and deleted. */
  roleGrants: boolean;
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
    accessRequests: since(3, 26),
    accessTokens: since(3, 157),
    workflows: since(3, 185),
    userGrants: since(3, 187),
    // Retool names the version of its API (2.9.0) and no release: the first one whose manual has them.
    roleGrants: since(3, 284),
  };
}

/** What the newest release can do, and so Retool Cloud. */
export const newestFeatures: RetoolFeatures = featuresOf([Infinity, 0, 0]);

/**
 * Features as they were kept, with those that were not known when they were kept: by the version. Where that is not
 * told, per-user logout, which nothing but the version decides, tells Cloud from an unknown one.
 */
export function completeFeatures(kept: Partial<RetoolFeatures>, versionText: string | null): RetoolFeatures {
  const version = parseRetoolVersion(versionText ?? '');
  const derived = version === undefined && kept.userLogout === true ? newestFeatures : featuresOf(version);
  return { ...derived, ...kept };
}
