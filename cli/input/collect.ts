/** Collects an option that may be given several times, or with commas. */
export function collect(text: string, sofar: string[] | undefined): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...(sofar ?? []), ...parts.filter((part) => part !== '')];
}
