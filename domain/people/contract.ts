import type { HrEvent } from '../hr/hr-event.js';
import type { AttributeTimeline } from './attribute-timeline.js';
import type { Span } from './take-suspension.js';
import { type Clock, endOf, type Spell, startOf } from './spell.js';

/** One contract or assignment while the claims about it are folded. */
export interface Contract {
  key: string;
  /** Of the worker's record at the source: another one of the same person is a conversion. */
  externalId: string;
  /** Who spoke of it. */
  connectionIds: Set<string>;
  clock: Clock;
  isPrimary: boolean | null;
  spells: Spell[];
  /** A new beginning that was told while the old one had no end: an end that comes later makes it believable. */
  doubtful: Spell | null;
  suspension: Span | null;
  attributes: AttributeTimeline;
}

/** Where a contract is at a moment: of whom something is said, in the table of docs/people.md. */
export type Phase = 'unknown' | 'cancelled' | 'planned' | 'active' | 'ending' | 'ended';

/** The spell that facts are about unless they say otherwise: the newest that was not called off. */
export function currentSpell({ spells }: Contract): Spell | undefined {
  return spells.findLast(({ isCancelled }) => !isCancelled);
}

/** The one before the current spell. */
export function earlierSpell({ spells }: Contract): Spell | undefined {
  return spells.filter(({ isCancelled }) => !isCancelled).at(-2);
}

export function phaseAt(contract: Contract, instant: string): Phase {
  const spell = currentSpell(contract);
  if (!spell) return contract.spells.length > 0 ? 'cancelled' : 'unknown';
  const [start, end] = [startOf(spell, contract.clock), endOf(spell, contract.clock)];
  if (end && end.at <= instant) return 'ended';
  if (start && start.at > instant) return 'planned';
  return end ? 'ending' : 'active';
}

/** Names the contract an event is about: the worker's record, and the contract in it. */
export function keyOf({ worker }: HrEvent): string {
  return `${worker.externalId}/${worker.employmentId}`;
}
