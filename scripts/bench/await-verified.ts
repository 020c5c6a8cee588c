import { setTimeout as pause } from 'node:timers/promises';
import type { Db } from '../../store/database.js';
import { getRun, type Run } from '../../store/runs.js';

/** Settles when every account of a run is verified. @throws when that takes too long */
export async function awaitVerified(
  db: Db,
  runId: string,
  { lookEveryMs = 10, timeLimitMs = 60_000 } = {},
): Promise<Run> {
  const until = performance.now() + timeLimitMs;
  while (performance.now() < until) {
    const run = await getRun(db, runId);
    if (run.verifiedAt !== null) return run;
    await pause(lookEveryMs);
  }
  throw new Error(`The run ${runId} was not verified within ${timeLimitMs} ms.`);
}
