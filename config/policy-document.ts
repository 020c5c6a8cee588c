import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { PolicyProblem } from './policy-error.js';

export type Path = readonly PropertyKey[];

/** A YAML text that can be asked where its values stand. */
export interface PolicyDocument {
  /** The value as JSON has it; keys without a value count as left out. */
  value: unknown;
  /** Where the value at a path stands; for one that is missing, where it should be. */
  placeOf(path: Path): Place;
  /** Where the key at the end of a path stands. */
  placeOfKey(path: Path): Place;
}

type Place = NonNullable<PolicyProblem['place']>;

/** @returns the document, or the problems that keep it from being one */
export function parsePolicyDocument(text: string): PolicyDocument | PolicyProblem[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const toPlace = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = [...document.errors, ...document.warnings, ...findTraps(document)].map(({ code, pos }) => ({
    place: toPlace(pos[0]),
    path: '',
    message: explain(code),
  }));
  // What follows the first error of this kind is mostly its echo.
  if (problems.length > 0) return problems.slice(0, document.errors.length > 0 ? 1 : undefined);
  return {
    value: withoutNulls(document.toJS()),
    placeOf: (path) => toPlace(findOffset(document, path, 'value')),
    placeOfKey: (path) => toPlace(findOffset(document, path, 'key')),
  };
}

/** What YAML allows and this file has no use for: it would hide what applies. */
function findTraps(document: Document): { code: string; pos: [number, number] }[] {
  const found: { code: string; pos: [number, number] }[] = [];
  visit(document, {
    Alias: (_, node) => void found.push({ code: 'ALIAS', pos: [node.range?.[0] ?? 0, 0] }),
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value !== '__proto__') return;
      found.push({ code: 'STRANGE_KEY', pos: [(isNode(key) ? key.range?.[0] : 0) ?? 0, 0] });
    },
  });
  return found;
}

/** The text of the parser's own messages may hold parts of the file, so they are put in other words. */
function explain(code: string): string {
  switch (code) {
    case 'BAD_ALIAS':
    case 'ALIAS':
      return "* and what follows it is YAML's reference to another place, which is not used here. Put '*' in quotes.";
    case 'DUPLICATE_KEY':
      return 'the same key stands here a second time. Keep one of them.';
    case 'STRANGE_KEY':
      return 'this cannot be a key. Write the name of a setting.';
    case 'TAB_AS_INDENT':
      return 'a tab is not allowed in front. Indent with spaces.';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here. Keep one in the file.';
    case 'TAG_RESOLVE_FAILED':
      return 'this tag is not known. Leave out what begins with an exclamation mark, or quote it.';
    case 'BAD_SCALAR_START':
      return 'a value cannot begin with this sign. Put the value in quotes.';
    case 'MISSING_CHAR':
      return 'a quote, bracket, colon or comma is missing here. Close what was opened before.';
    default:
      return `this is not valid YAML (${code.toLowerCase().replaceAll('_', ' ')}). Look at quotes, colons and how far lines are indented.`;
  }
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, entry]) => entry !== null);
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutNulls(entry)]));
}

/** Walks as far as the path leads; what is missing stands where its parent stands. */
function findOffset(document: Document, path: Path, end: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const [index, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (!pair) return offset;
      const isLast = index === path.length - 1;
      const isEmpty = !isNode(pair.value) || (isScalar(pair.value) && pair.value.value === null);
      offset = startOf(isEmpty || (isLast && end === 'key') ? pair.key : pair.value) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      offset = startOf(node) ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
