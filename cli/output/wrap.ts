import { widthOf } from './cell.js';

/** The sign and number that a line begins with, after which its text stands. */
const beginning = /^\s*(\S{1,2}\s+)?/;

/**
 * Breaks a line where it is wider than the terminal, between words; what follows stands below the text of the first line.
 *
 * @param width undefined: nothing is broken
 * @param hang columns before what follows; left out: as far as the sign at the beginning reaches
 */
export function wrap(line: string, width: number | undefined, hang = widthOf(beginning.exec(line)?.[0] ?? '')): string {
  if (width === undefined || widthOf(line) <= width) return line;
  const indent = ' '.repeat(hang);
  const lines: string[] = [];
  let current = '';
  for (const word of line.match(/\s*\S+/g) ?? []) {
    const isFull = widthOf(current) > indent.length && widthOf(current + word) > width;
    if (isFull) lines.push(current);
    current = isFull ? indent + word.trimStart() : current + word;
  }
  return [...lines, current].join('\n');
}
