import type { KeyRing } from '../../domain/sealing.js';

/** Encrypts the exported histories, which hold nothing but invented data. Known to everybody, it protects nothing. */
export const historyKeyRing: KeyRing = {
  currentId: 'histories',
  keys: { histories: new Uint8Array(32).fill(7) },
};
