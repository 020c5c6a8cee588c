import { setTimeout as pause } from 'node:timers/promises';
import type { SyncCounts } from '../../domain/sync.js';
import type { Account } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { findRunOpenedAfter, findSyncRunById, type SyncRun } from '../../store/sync-runs.js';

/** How far the run is that was asked for. */
export interface RunProgress {
  stage: 'waiting' | 'reading' | 'ended';
  counts: Partial<SyncCounts>;
  /** How long nothing has opened a run, while waiting. */
  waitedMs: number;
}

export interface FollowOptions {
  /** Of the database's clock, from before the request. */
  since: Date;
  onProgress(progress: RunProgress): void;
  signal: AbortSignal;
  pollMs?: number;
}

/**
 * Follows the first run of an account that was opened after the request: a schedule that is triggered names no run.
 *
 * @returns the run once it has ended, whatever its end
 * @throws the signal's reason
 */
export async function followRun(
  db: Db,
  account: Account,
  { since, onProgress, signal, pollMs = 250 }: FollowOptions,
): Promise<SyncRun> {
  const begin = performance.now();
  let run: SyncRun | undefined;
  for (;;) {
    signal.throwIfAborted();
    run = run ? await findSyncRunById(db, run.id) : await findRunOpenedAfter(db, account.id, since);
    const waitedMs = performance.now() - begin;
    if (!run) onProgress({ stage: 'waiting', counts: {}, waitedMs });
    else if (run.state === 'reading') onProgress({ stage: 'reading', counts: run.counts, waitedMs });
    else {
      onProgress({ stage: 'ended', counts: run.counts, waitedMs });
      return run;
    }
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
}
