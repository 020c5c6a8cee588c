import { canonicalJson } from '../canonical-json.js';
import type { HrEvent, HrEventType, HrSourceKind } from '../hr/hr-event.js';

/** One fact about a person, and who said it. */
export interface Claim {
  connectionId: string;
  sourceKind: HrSourceKind;
  event: HrEvent;
}

/** Of what was observed at the same time, the later ones win: an ending over a change over a beginning. */
const rankOf: Record<HrEventType, number> = {
  hired: 0,
  rehired: 1,
  hire_cancelled: 2,
  changed: 3,
  access_restored: 4,
  access_suspended: 5,
  termination_cancelled: 6,
  terminated: 7,
  deleted: 8,
};

/**
 * Puts claims into the one order in which they count, whichever came first, and leaves out what was said twice. Instants
 * get one spelling.
 */
export function sortClaims(claims: readonly Claim[]): Claim[] {
  const unique = new Map(claims.map((claim) => [idOf(claim), claim]));
  return [...unique]
    .sort(([oneId, one], [otherId, other]) => compare(one, other) || (oneId < otherId ? -1 : 1))
    .map(([, claim]) => ({ ...claim, event: withOneSpelling(claim.event) }));
}

function withOneSpelling(event: HrEvent): HrEvent {
  const { at, ...effective } = event.effective;
  return {
    ...event,
    observedAt: toInstant(event.observedAt),
    effective: { ...effective, ...(at !== undefined && { at: toInstant(at) }) },
  };
}

function toInstant(text: string): string {
  return new Date(text).toISOString();
}

function compare({ event: one }: Claim, { event: other }: Claim): number {
  const elapsed = Date.parse(one.observedAt) - Date.parse(other.observedAt);
  return elapsed === 0 ? rankOf[one.type] - rankOf[other.type] : elapsed;
}

/** Names a claim for good: the event's own id, and what it says. */
function idOf({ connectionId, event }: Claim): string {
  return canonicalJson([event.id, connectionId, event]);
}
