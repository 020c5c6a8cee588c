import { readText } from '../read-text.js';
import type { ReadJson } from '../read-json.js';

const mostFields = 200;
const longestText = 16_384;

/** Reads a body that is written as a form in a browser would be, as one object of texts. */
export function readForm(body: Uint8Array): ReadJson {
  const text = readText(body);
  if (text === undefined) return { problem: 'not UTF-8' };
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) return { problem: 'a field that stands there twice' };
    // What was no UTF-8 behind its percent signs has become this sign.
    if (/[\0\ufffd]/.test(`${name}${value}`)) return { problem: 'a text with a character that cannot be stored' };
    if (value.length > longestText) return { problem: `a text longer than ${longestText} characters` };
    if (['__proto__', 'constructor', 'prototype'].includes(name))
      return { problem: 'a field with a name that is not allowed' };
    fields.set(name, value);
    if (fields.size > mostFields) return { problem: `more than ${mostFields} fields` };
  }
  return fields.size === 0 ? { problem: 'empty' } : { value: Object.fromEntries(fields) };
}
