/** How much of one kind of thing vanished between two syncs, our own runs' doing left out. */
export interface Shrinkage {
  /** What is counted, as people read it: "users vanished or disabled", "groups vanished", "memberships vanished". */
  what: string;
  before: number;
  lost: number;
}

/** The share of a kind that may vanish in one sync without anybody asking. */
const tolerated = { count: 3, share: 0.02 };

/**
 * A sync that would lose more than max(3, 2 %) of users, groups or memberships is held: an operator decides.
 *
 * @returns one sentence for each kind that shrank too much; empty when the differences can be applied
 */
export function findSuspiciousShrinkage(shrinkages: Shrinkage[]): string[] {
  return shrinkages
    .filter(({ before, lost }) => lost > Math.max(tolerated.count, before * tolerated.share))
    .map(({ what, before, lost }) => `${lost} of ${before} ${what}`);
}
