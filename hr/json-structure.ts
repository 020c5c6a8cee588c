/** Deeper than any message needs; far below where writing JSON again would fail. */
const deepest = 20;

/** Names that reach the prototype of an object, where one is built from another's keys. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What JSON allows and a message has no use for: deep nesting, the same key twice (two readers may take different ones),
 * keys that reach a prototype. `JSON.parse` takes all of it, and the value does not show it.
 *
 * @param json text that is known to be JSON: of any other, the search for the ends of its texts could take long
 * @returns the problem, without a word of the text
 */
export function findStructureProblem(json: string): string | undefined {
  const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/gs;
  const open: (Set<string> | null)[] = [];
  for (const [token, colon] of json.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > deepest) return `nested deeper than ${deepest} levels`;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined) {
      // An escaped key is the same key.
      const key = String(JSON.parse(token.slice(0, -colon.length)));
      const keys = open.at(-1);
      if (forbidden.has(key)) return 'a key that is not allowed: __proto__, constructor or prototype';
      if (keys?.has(key)) return 'a key that stands twice in one object';
      keys?.add(key);
    }
  }
  return undefined;
}
