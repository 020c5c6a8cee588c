const kinds: [RegExp, string][] = [
  [/\p{L}/u, 'letters'],
  [/\p{N}/u, 'digits'],
  [/\s/u, 'white space'],
  [/[^\p{L}\p{N}\s]/u, 'signs'],
];

/**
 * Describes a value without showing it, because it may be a secret that landed in the wrong place: "12 characters:
 * letters, digits".
 */
export function shapeOf(value: string): string {
  const found = kinds.filter(([pattern]) => pattern.test(value)).map(([, name]) => name);
  return `${value.length} character${value.length === 1 ? '' : 's'}: ${found.join(', ')}`;
}
