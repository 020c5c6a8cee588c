import { toLookalikeKey } from './hr/lookalike.js';
import { distanceBetween } from './nearest.js';

const mostNear = 3;

/** Addresses that a mistyped one may have meant, the nearest first: a letter or two apart, or of another domain. */
export function nearAddresses(address: string, others: readonly string[]): string[] {
  const local = localPartOf(address);
  // In a short name two other letters make another name.
  const mostApart = local.length < 6 ? 1 : 2;
  return others
    .map((other) => ({
      other,
      isSameLocal: localPartOf(other) === local,
      distance: distanceBetween(toLookalikeKey(address), toLookalikeKey(other)),
    }))
    .filter(({ isSameLocal, distance }) => isSameLocal || distance <= mostApart)
    .toSorted((one, two) => one.distance - two.distance || one.other.localeCompare(two.other))
    .slice(0, mostNear)
    .map(({ other }) => other);
}

function localPartOf(address: string): string {
  return address.slice(0, Math.max(0, address.lastIndexOf('@')));
}
