/**
 * FNV-1a, 32 bits: the same text gives the same number in every process and release. It spreads well and is no
 * protection against anybody.
 */
export function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
