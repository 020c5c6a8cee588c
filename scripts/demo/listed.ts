import type { Demo } from './demo.js';

/** Listings say as of when they are true beside their rows. */
type Listed = { rows: Record<string, unknown>[] };

/** The rows of a listing of `steward`. */
export async function listRows(demo: Demo, args: string[]): Promise<Record<string, unknown>[]> {
  return (await demo.ask<Listed>(args)).rows;
}

/** Waits until the newest run of a person is so far. */
export async function untilRunIs(demo: Demo, person: string, isSo: (run: RunState) => boolean): Promise<void> {
  await demo.until(async () => {
    const run = (await listRows(demo, ['runs'])).find((row) => row.person === person);
    return run !== undefined && isSo(run as RunState);
  });
}

interface RunState extends Record<string, unknown> {
  run: string;
  stage: string;
  outcome: string | null;
  verifiedAt: string | null;
}
