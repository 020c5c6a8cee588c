// Control characters, bidirectional overrides and line separators.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text that came from outside, made safe for a terminal: names in Retool are free text, and an escape sequence in
 * one must not steer the reader's terminal.
 */
export function toPlain(text: string): string {
  return text.replaceAll(unprintable, '\ufffd');
}
