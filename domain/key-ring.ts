import type { KeyRing } from './sealing.js';

/** A ring of keys that cannot be read. Says which entry and why, never what it holds. */
export class KeyRingError extends Error {
  override name = 'KeyRingError';
}

/** Length of a key of AES-256. */
export const keyBytes = 32;

const keyId = /^[A-Za-z0-9._-]{1,32}$/;

/**
 * Reads `id:key,id2:key2`, each key the base64 of 32 bytes. The first is used to encrypt, all to decrypt, so that a key
 * is replaced by putting a new one in front.
 *
 * @throws KeyRingError
 */
export function parseKeyRing(text: string): KeyRing {
  const entries = text.split(',').map((entry, index) => parseEntry(entry.trim(), index + 1));
  const keys = Object.fromEntries(entries);
  const current = entries[0];
  if (current === undefined) throw new KeyRingError('holds no key');
  if (Object.keys(keys).length < entries.length) throw new KeyRingError('gives two keys the same id');
  return { currentId: current[0], keys };
}

function parseEntry(entry: string, position: number): [id: string, key: Uint8Array] {
  const colon = entry.indexOf(':');
  if (colon < 0) throw new KeyRingError(`key ${position} has no id: an entry is id:key`);
  const id = entry.slice(0, colon);
  if (!keyId.test(id))
    throw new KeyRingError(`the id of key ${position} is not 1 to 32 letters, digits, dots, hyphens or underscores`);
  const key = decodeBase64(entry.slice(colon + 1));
  if (key === undefined) throw new KeyRingError(`key ${position} is not base64`);
  if (key.length !== keyBytes) throw new KeyRingError(`key ${position} has ${key.length} bytes, not ${keyBytes}`);
  return [id, key];
}

function decodeBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** The text that `parseKeyRing` reads, the current key first. */
export function formatKeyRing({ currentId, keys }: KeyRing): string {
  const ids = [currentId, ...Object.keys(keys).filter((id) => id !== currentId)];
  return ids.map((id) => `${id}:${btoa(String.fromCharCode(...(keys[id] ?? [])))}`).join(',');
}
