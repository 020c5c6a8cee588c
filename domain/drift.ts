/** What a leaver has again in an account after it was verified there that nothing is left. */
export interface Drift {
  /** The user is enabled. */
  enabled: boolean;
  /** Groups other than All Users, in ascending order. */
  groupIds: number[];
}

/** Whether there is anything. */
export function isPresent({ enabled, groupIds }: Drift): boolean {
  return enabled || groupIds.length > 0;
}

/** What one user of a leaver has now. */
export interface PresentAccess {
  active: boolean;
  /** Without All Users. */
  groupIds: number[];
}

/** What the users of a leaver have together. */
export function toDrift(users: PresentAccess[]): Drift {
  const groupIds = [...new Set(users.flatMap((user) => user.groupIds))].sort((a, b) => a - b);
  return { enabled: users.some(({ active }) => active), groupIds };
}

/**
 * What a sync makes of it. `news`: an operator has to look, also when they knew of less. `less`: something went away, and
 * the rest is known. `over`: nothing is left again.
 */
export type DriftNews = 'none' | 'news' | 'less' | 'over';

export function compareDrift(known: Drift | null, now: Drift): DriftNews {
  if (!isPresent(now)) return known === null ? 'none' : 'over';
  if (known === null || (now.enabled && !known.enabled)) return 'news';
  if (now.groupIds.some((id) => !known.groupIds.includes(id))) return 'news';
  return now.enabled === known.enabled && now.groupIds.length === known.groupIds.length ? 'none' : 'less';
}

/** In words: "enabled again, in 2 groups". */
export function describeDrift({ enabled, groupIds }: Drift): string {
  const groups = groupIds.length === 0 ? [] : [groupIds.length === 1 ? 'in a group' : `in ${groupIds.length} groups`];
  return [enabled ? 'enabled again' : 'disabled', ...groups].join(', ');
}
