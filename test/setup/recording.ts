import { readFileSync } from 'node:fs';

/** An answer that a real Retool of early 2026 gave, as it was but for the names of people. */
export function readRecording<T>(name: string): T {
  const file = new URL(`../recordings/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}
