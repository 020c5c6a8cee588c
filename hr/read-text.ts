/**
 * Bytes as text, or nothing when they are not UTF-8 throughout. A byte order mark in front is left out: some senders
 * write one.
 */
export function readText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
