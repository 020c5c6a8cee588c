import type { PresentState } from '../../domain/plan/present-state.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import { wantedWithoutIdentity } from '../../domain/plan/without-identity.js';
import type { AccountLists } from './account-lists.js';

/** What a run wants in an account, and what of it cannot be given. */
export interface WantedInAccount {
  wanted: WantedState;
  /** It follows from rules and from what is known now. */
  isByRules: boolean;
  /** The request does not say it, so that records have to. */
  isRecorded: boolean;
  /** Groups that rules give and that the account does not have, in words. */
  unknownGroups: string[];
  /** Why nobody is made a user who should be one; null: nothing is in the way. */
  noUser: string | null;
  /** What else people should know, in words. */
  notes: string[];
}

/** Says what is wanted, once it is known what there is. */
export type WantedFrom = (reading: { present: PresentState; lists: AccountLists }) => Promise<WantedInAccount>;

/** What does not depend on what there is. */
export function asWanted(wanted: WantedState, { isRecorded = false } = {}): WantedFrom {
  const nothing = { isByRules: false, isRecorded, unknownGroups: [], noUser: null, notes: [] };
  return () => Promise.resolve({ wanted, ...nothing });
}

/** What the ledger says was wanted, unless the request says it. No name, no address. */
export function wantedRecord({ isRecorded, wanted }: WantedInAccount): { wanted?: WantedState } {
  return isRecorded ? { wanted: wantedWithoutIdentity(wanted) } : {};
}
