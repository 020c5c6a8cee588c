import { type Claim, sortClaims } from './claim.js';
import { keyOf } from './contract.js';

/**
 * The zone in which the days of a contract are meant: the newest that the sender named for this worker, or for another
 * contract of the person; else that of the connection, else the policy's.
 */
export function createZoneFinder<Default>(
  claims: readonly Claim[],
  defaultTimeZone: Default,
): (contractKey: string) => string | Default {
  const own = new Map<string, string>();
  let ofPerson: string | undefined;
  let ofConnection: string | undefined;
  for (const { event, sourceKind } of claims) {
    const { timeZone, timeZoneFrom } = event.effective;
    if (timeZone === null) continue;
    if (timeZoneFrom === 'payload' || timeZoneFrom === 'location') {
      if (sourceKind === 'hr') own.set(keyOf(event), timeZone);
      ofPerson = timeZone;
    } else if (timeZoneFrom === 'connection') {
      ofConnection = timeZone;
    }
  }
  return (contractKey) => own.get(contractKey) ?? ofPerson ?? ofConnection ?? defaultTimeZone;
}

/** The zone of the contract that HR spoke of last, as the days of that one are meant; undefined: nobody named any. */
export function zoneOfPerson(given: readonly Claim[]): string | undefined {
  const claims = sortClaims(given);
  const newest = claims.findLast(({ sourceKind }) => sourceKind === 'hr') ?? claims.at(-1);
  return newest && createZoneFinder(claims, undefined)(keyOf(newest.event));
}
