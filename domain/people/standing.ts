import type { Episode, PersonState } from './person-state.js';
import type { PeopleRules } from './people-rules.js';

/** Where a person stands at a moment. */
export interface Standing {
  /** The employment that counts now; null when there is none. */
  inForce: Episode | null;
  /** The one after it, which is planned. */
  next: Episode | null;
  /** The person has begun and has not ended. */
  isWorking: boolean;
  /** Access is to be away: the employment has ended, or its access ends before it. */
  isOver: boolean;
  /** Since when somebody keeps access away; null: nobody does. A planned one has a moment that is to come. */
  suspendedFrom: string | null;
  /** When the clock alone changes something; null: never. */
  nextTurn: string | null;
}

export function standingAt(state: PersonState, now: string, { leadTimeMs }: PeopleRules): Standing {
  const { episodes } = state;
  const comesIntoForce = (episode: Episode) => accessStartOf(episode, episodes, leadTimeMs) ?? '';
  const index = Math.max(
    episodes.findLastIndex((episode) => comesIntoForce(episode) <= now),
    0,
  );
  const inForce = episodes[index] ?? null;
  const isOver = inForce !== null && isOverAt(inForce, now);
  const hasBegun = inForce !== null && (inForce.start === null || inForce.start.at <= now);
  // Whoever begins anew is not kept out by what was before.
  const since = episodes[index - 1]?.end?.at ?? '';
  const suspensions = state.suspensions
    .filter(({ from, until }) => from >= since && (until === null || until > now))
    .map(({ from }) => from);
  const turns = [
    ...episodes.flatMap(({ start, end, accessEnd }) => [start?.at ?? [], end?.at ?? [], accessEnd?.at ?? []].flat()),
    ...episodes.map(comesIntoForce),
    // The end of one of several contracts may contradict the others.
    ...state.employments.flatMap(({ spells }) => spells.flatMap(({ accessEnd }) => accessEnd?.at ?? [])),
    ...state.suspensions.flatMap(({ from, until }) => [from, until ?? []].flat()),
    ...state.attributes.flatMap(({ from }) => from ?? []),
  ];
  return {
    inForce,
    next: episodes[index + 1] ?? null,
    isWorking: hasBegun && !isOver,
    isOver,
    suspendedFrom: suspensions.sort()[0] ?? null,
    nextTurn: turns.filter((turn) => turn > now).sort()[0] ?? null,
  };
}

/**
 * When access is given: so long before the first day as the policy says, and not while an employment before it goes on.
 * Null for one that began before anybody told.
 */
export function accessStartOf(episode: Episode, episodes: readonly Episode[], leadTimeMs: number): string | null {
  const { start, number } = episode;
  if (start === null) return null;
  const ahead = shift(start.at, -leadTimeMs);
  const endBefore = episodes.find((one) => one.number === number - 1)?.end?.at ?? ahead;
  return endBefore <= ahead ? ahead : endBefore < start.at ? endBefore : start.at;
}

/** Whether access is to be away by then. */
export function isOverAt({ accessEnd }: Episode, instant: string): boolean {
  return accessEnd !== null && accessEnd.at <= instant;
}

function shift(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}
