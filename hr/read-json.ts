import { findStructureProblem } from './json-structure.js';
import { readText } from './read-text.js';

/** A JSON value, or why it is not taken: a rule, no part of the body. */
export type ReadJson = { value: unknown } | { problem: string };

const longestText = 16_384;

/**
 * Reads a body as JSON, more strictly than `JSON.parse`: UTF-8 throughout, 20 levels at most, no key twice, no key that
 * reaches a prototype, numbers that keep their value, texts that a database can store. Never throws.
 */
export function readJson(body: Uint8Array): ReadJson {
  const text = readText(body);
  if (text === undefined) return { problem: 'not UTF-8' };
  if (text.trim() === '') return { problem: 'empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'not JSON' };
  }
  // The structure first: what comes after it walks the value, and relies on how deep it is.
  const problem = findStructureProblem(text) ?? findFlaw(value);
  return problem === undefined ? { value } : { problem };
}

/** The depth is known to be small here. */
function findFlaw(value: unknown): string | undefined {
  if (typeof value === 'number') return isExact(value) ? undefined : 'a number too large to be read exactly';
  if (typeof value === 'string') return findTextFlaw(value);
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, entry] of Object.entries(value)) {
    const flaw = findTextFlaw(key) ?? findFlaw(entry);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}

/** 1e999 is read as infinity, and a long id would end in other digits. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function findTextFlaw(text: string): string | undefined {
  if (text.length > longestText) return `a text longer than ${longestText} characters`;
  return /[\0\p{Surrogate}]/u.test(text) ? 'a text with a character that cannot be stored' : undefined;
}
