import { type RunWanted, type WantedState, wantedIn } from '../plan/wanted-state.js';
import { ofKind } from './entries.js';
import type { LedgerFact } from './evidence.js';

/**
 * What was wanted in an account: as it was recorded when the run last looked, else as it was asked for.
 *
 * @param facts rows about that account
 */
export function wantedThen(facts: LedgerFact[], wanted: RunWanted, accountId: string): WantedState {
  const last = ofKind(facts, 'planned', 'verified').findLast(({ entry }) => entry.wanted !== undefined);
  return last?.entry.wanted ?? wantedIn(wanted, accountId);
}
