/**
 * Whether a value is the wanted one: compared trimmed and without regard to case, in one Unicode form. In the wanted one
 * `*` stands for any text, also for none.
 */
export function matchesValue(value: string, wanted: string): boolean {
  const [first = '', ...others] = toComparable(wanted).split('*');
  const text = toComparable(value);
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  // The earliest place of each part leaves the most for those that follow.
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}

/** The form in which names and values are compared. */
export function toComparable(text: string): string {
  return text.normalize('NFC').trim().toLowerCase();
}
