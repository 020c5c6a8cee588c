import type { ConflictKind } from './person-state.js';

/** Why somebody should look at a person. */
export type AttentionKind =
  | ConflictKind
  | 'access-is-gone'
  | 'left-by-one-source'
  | 'possible-conversion'
  | 'address-of-several-people'
  | 'address-looks-like-another'
  | 'first-heard-of-as-leaver'
  | 'record-erased-at-source'
  | 'missing-from-roster';
