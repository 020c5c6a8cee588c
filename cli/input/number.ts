import { InvalidArgumentError } from 'commander';

/** Reader of a whole number for an option. */
export function wholeNumber({ from, to }: { from: number; to: number }): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < from || number > to) {
      throw new InvalidArgumentError(`Give a whole number from ${from} to ${to}.`);
    }
    return number;
  };
}

/** Collects an option that may be given several times, or with commas. */
export function collect(text: string, sofar: string[] | undefined): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return [...(sofar ?? []), ...parts.filter((part) => part !== '')];
}
