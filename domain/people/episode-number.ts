import type { DecideInput } from './decide.js';
import { type KnownRun, lastActed } from './known-run.js';
import type { Episode } from './person-state.js';
import type { Standing } from './standing.js';

/**
 * The number that runs carry for the employment in force. It rises when a later employment takes the place of the one it
 * counted until now, and never falls: runs were started under it. Facts about the past that come late do not change it.
 */
export function nextEpisodeNumber({ state, runs, before }: DecideInput, { inForce }: Standing): number {
  const { episode } = before;
  if (inForce === null) return episode;
  if (!before.isKnown) {
    const start = inForce.start?.at ?? '';
    const isUsedUp = runs.some(
      (run) => run.kind === 'offboard' && run.episode === episode && run.actedAt !== null && run.effectiveAt <= start,
    );
    return isUsedUp ? episode + 1 : episode;
  }
  const counted = findSame(state.episodes, before);
  const isLater = counted !== undefined && inForce.number > counted.number;
  return isLater && !isBegun(runs, episode) ? episode + 1 : episode;
}

/** An operator has begun the new employment already, before HR told of it. */
function isBegun(runs: readonly KnownRun[], episode: number): boolean {
  const own = runs.filter((run) => run.episode === episode);
  const last = lastActed(own, ['onboard', 'offboard']);
  return episode > 1 && last?.kind === 'onboard' && last.facts === null;
}

/** The employment as it was counted: the one that has most of its time, whose days may have moved since. */
function findSame(episodes: readonly Episode[], { startsAt, endsAt }: DecideInput['before']): Episode | undefined {
  const [from, to] = [toNumber(startsAt, 0), toNumber(endsAt, Number.MAX_SAFE_INTEGER)];
  const overlapOf = ({ start, end }: Episode) =>
    Math.min(to, toNumber(end?.at ?? null, Number.MAX_SAFE_INTEGER)) - Math.max(from, toNumber(start?.at ?? null, 0));
  const most = episodes.reduce<Episode | undefined>(
    (most, one) => (most && overlapOf(most) > overlapOf(one) ? most : one),
    undefined,
  );
  return most && overlapOf(most) > 0 ? most : undefined;
}

function toNumber(instant: string | null, otherwise: number): number {
  return instant === null ? otherwise : Date.parse(instant);
}
