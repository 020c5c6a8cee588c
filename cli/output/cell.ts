import stringWidth from 'string-width';

/** Letters of one column and one unit each, for which nothing has to be looked up: Latin, Greek, Cyrillic, our own signs. */
const narrow =
  /^[\x20-\x7e\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u052f\u2013\u2014\u2018-\u201d\u2026\u2192\ufffd]*$/;
let graphemes: Intl.Segmenter | undefined;

/** Columns that a text takes on a terminal; East Asian letters and emoji take two. */
export function widthOf(text: string): number {
  return narrow.test(text) ? text.length : stringWidth(text);
}

/** A text of exactly that width: filled up with spaces, or cut with an ellipsis. */
export function fitCell(text: string, width: number, align: 'left' | 'right'): string {
  const own = widthOf(text);
  if (own > width) return cut(text, width);
  const padding = ' '.repeat(width - own);
  return align === 'right' ? padding + text : text + padding;
}

function cut(text: string, width: number): string {
  if (narrow.test(text)) return `${text.slice(0, width - 1)}…`;
  let kept = '';
  let used = 0;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > width - 1) break;
    kept += segment;
    used += wide;
  }
  return `${kept}…${' '.repeat(width - 1 - used)}`;
}
