import type { HrSource } from './definition-schema.js';
import { lookUp, type Scope } from './scope.js';
import { transforms } from './transforms.js';

export type Taken = { text: string | undefined } | { problem: string };

/** Takes a value from where a definition says, and brings it into form. Nothing where the message has none. */
export function take({ path, as, values, else: other, value }: HrSource, scope: Scope): Taken {
  if (value !== undefined) return { text: value };
  const found = firstOf(path ?? [], scope);
  if (found === undefined) return { text: undefined };
  if (typeof found !== 'string') return { problem: 'finds a list or a block where a value should be' };
  let text = found;
  for (const name of as) {
    const changed = transforms[name](text);
    if (changed === undefined) return { problem: `is not what ${name} can read` };
    text = changed;
  }
  if (values === undefined) return { text };
  const ours = wordFor(text, values) ?? other;
  return ours === undefined ? { problem: 'has a value that is not among those listed' } : { text: ours };
}

function firstOf(places: readonly string[], scope: Scope) {
  for (const place of places) {
    const found = lookUp(place, scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

function wordFor(text: string, values: Readonly<Record<string, string>>): string | undefined {
  const wanted = text.toLowerCase();
  return Object.entries(values).find(([theirs]) => theirs.trim().toLowerCase() === wanted)?.[1];
}
