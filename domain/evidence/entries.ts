import type { LedgerEntry, LedgerKind } from '../ledger.js';
import type { LedgerFact } from './evidence.js';

export type EntryOfKind<Kind extends LedgerKind> = Extract<LedgerEntry, { kind: Kind }>;

export interface FactOfKind<Kind extends LedgerKind> extends LedgerFact {
  entry: EntryOfKind<Kind>;
}

/** Why decisions were not taken, by their ids. */
export function refusalsIn(facts: LedgerFact[]): ReadonlyMap<string, string> {
  return new Map(ofKind(facts, 'decision-refused').map(({ entry: { decisionId, why } }) => [decisionId, why]));
}

/** The rows of these kinds, in their order. */
export function ofKind<Kind extends LedgerKind>(facts: LedgerFact[], ...kinds: Kind[]): FactOfKind<Kind>[] {
  return facts.filter((fact): fact is FactOfKind<Kind> => (kinds as LedgerKind[]).includes(fact.entry.kind));
}
