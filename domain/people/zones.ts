import type { Claim } from './claim.js';
import { keyOf } from './contract.js';

/**
 * The zone in which the days of a contract are meant: the newest that the sender named for this worker, or for another
 * contract of the person; else that of the connection, else the policy's.
 */
export function createZoneFinder(claims: readonly Claim[], defaultTimeZone: string): (contractKey: string) => string {
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
