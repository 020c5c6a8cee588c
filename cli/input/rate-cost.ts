import { InvalidArgumentError } from 'commander';
import { type CallCosts, isPricedSegment, usualCosts } from '../../domain/rate.js';
import { collect } from './collect.js';

/** Costs by what calls are about; 'default' clears them. */
export type RateCosts = CallCosts | 'default';

/** Reads an option like `users=2`, that may be given several times, or with commas. */
export function collectRateCosts(text: string, sofar: RateCosts | undefined): RateCosts {
  if (text === 'default' && sofar === undefined) return text;
  if (text === 'default' || sofar === 'default') throw new InvalidArgumentError("'default' stands alone.");
  return Object.assign({ ...sofar }, ...collect(text, undefined).map(parseCost)) as CallCosts;
}

function parseCost(text: string): CallCosts {
  const [, segment = '', points = ''] = /^([^=]+)=(\d+)$/.exec(text) ?? [];
  if (segment === '') throw new InvalidArgumentError("Write for example users=2, or 'default'.");
  if (!isPricedSegment(segment)) {
    throw new InvalidArgumentError(`No calls are known as "${segment}". Known: ${Object.keys(usualCosts).join(', ')}.`);
  }
  if (Number(points) > 100) throw new InvalidArgumentError('A call costs a whole number of points from 0 to 100.');
  return { [segment]: Number(points) };
}
