import type { PresentState } from '../plan/present-state.js';
import type { EntryOfKind } from './entries.js';

/**
 * What there was before anything was done: later plans find less. What the first plan of a leaver of a batch left for
 * later is as the next one found it.
 */
export function stateBefore(plans: EntryOfKind<'planned'>[]): PresentState | undefined {
  const acting = plans.filter(({ purpose }) => purpose === 'act');
  const [first, ...next] = (acting.length > 0 ? acting : plans.slice(-1)).map(({ before }) => before);
  if (!first) return undefined;
  const found = Object.keys(first).map((name) => {
    const facet = name as keyof PresentState;
    return [facet, [first, ...next].map((state) => state[facet]).find((reading) => !isLeft(reading)) ?? first[facet]];
  });
  return Object.fromEntries(found) as PresentState;
}

function isLeft(reading: PresentState[keyof PresentState]): boolean {
  if (typeof reading !== 'object' || reading === null || !('read' in reading)) return false;
  return !reading.read && reading.why.kind === 'later';
}
