import { follow } from './pointer.js';

/** What a definition may look at while it makes one event. */
export interface Scope {
  root: unknown;
  /** The entry of `each`; without one, the message. */
  entry: unknown;
  /** Moments that we know ourselves. */
  moments: Readonly<Record<string, string | undefined>>;
}

/** A value as text; nothing for what is missing, null or blank; 'list' for what is no single value. */
export function lookUp(place: string, { root, entry, moments }: Scope): string | undefined | { isList: true } {
  if (Object.hasOwn(moments, place)) return moments[place];
  const value = follow(place, root, entry);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') return { isList: true };
  const text = String(value).trim();
  return text === '' ? undefined : text;
}
