/** Deeper than any message needs; far below where writing JSON again would fail. */
const deepest = 20;

/** Names that reach the prototype of an object, where one is built from another's keys. */
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What JSON allows and a message has no use for: deep nesting, the same key twice (two readers may take different ones),
 * keys that reach a prototype. Looks at the text before anything is built of it; whether it is JSON is not its business.
 *
 * @returns the problem, without a word of the text
 */
export function findStructureProblem(text: string): string | undefined {
  const tokens = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/gs;
  const open: (Set<string> | null)[] = [];
  for (const [token, colon] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > deepest) return `nested deeper than ${deepest} levels`;
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (colon !== undefined) {
      const key = readKey(token.slice(0, -colon.length));
      const keys = open.at(-1);
      if (forbidden.has(key)) return 'a key that is not allowed: __proto__, constructor or prototype';
      if (keys?.has(key)) return 'a key that stands twice in one object';
      keys?.add(key);
    }
  }
  return undefined;
}

/** An escaped key is the same key. */
function readKey(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
