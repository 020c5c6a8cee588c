/**
 * Reads a variable that an account names as the place of its token (`env:NAME`).
 *
 * @returns undefined when it is not set or empty
 */
export function readVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}
