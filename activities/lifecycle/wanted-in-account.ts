import type { PresentState } from '../../domain/plan/present-state.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import { wantedWithoutIdentity } from '../../domain/plan/without-identity.js';
import type { AccountLists } from './account-lists.js';

/** What a run wants in an account, and what of it cannot be given. */
export interface WantedInAccount {
  wanted: WantedState;
  /** It follows from rules and from what is known now, so that records have to say what it was. */
  isByRules: boolean;
  /** Groups that rules give and that the account does not have, in words. */
  unknownGroups: string[];
  /** Why nobody is made a user who should be one; null: nothing is in the way. */
  noUser: string | null;
  /** What else people should know, in words. */
  notes: string[];
}

/** Says what is wanted, once it is known what there is. */
export type WantedFrom = (reading: { present: PresentState; lists: AccountLists }) => Promise<WantedInAccount>;

/** What does not depend on anything. */
export function asWanted(wanted: WantedState): WantedFrom {
  const nothing = { isByRules: false, unknownGroups: [], noUser: null, notes: [] };
  return () => Promise.resolve({ wanted, ...nothing });
}

/** What the ledger says was wanted, where that follows from rules; otherwise the request says it. No name, no address. */
export function wantedRecord({ isByRules, wanted }: WantedInAccount): { wanted?: WantedState } {
  return isByRules ? { wanted: wantedWithoutIdentity(wanted) } : {};
}
