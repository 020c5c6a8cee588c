/** A place in a message: `/data/id` from its top, `./id` from the entry that is looked at. */
export const pointerPattern = /^\.?(\/([^~/]|~[01])*)+$/;

/**
 * Follows a JSON Pointer. Only what the message itself has is found, nothing that objects have by nature.
 *
 * @param entry what `./` stands for
 */
export function follow(pointer: string, root: unknown, entry: unknown): unknown {
  const [start, ...steps] = pointer.split('/');
  let value: unknown = start === '.' ? entry : root;
  for (const step of steps) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
