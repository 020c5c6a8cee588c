/** Authenticated encryption with a ring of keys, as the store needs it. Implemented in `codec/`, injected where rows are sealed. */
export interface Sealer {
  /**
   * @param clear the bytes to hide
   * @param context bound to the result: opening with another context fails
   */
  seal(clear: Uint8Array, context: string): Sealed;
  /** @throws UnknownKeyError when the ring lacks the key, SealBrokenError when bytes or context do not fit */
  open(sealed: Sealed, context: string): Uint8Array;
}

export interface Sealed {
  keyId: string;
  /** Nonce, cipher text and tag in one. */
  bytes: Uint8Array;
}

/** Keys by id. The first is used for sealing, all for opening. Each is 32 bytes. */
export interface KeyRing {
  currentId: string;
  keys: Record<string, Uint8Array>;
}
