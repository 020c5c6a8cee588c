import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowEnd } from '../../client/workflow-end.js';
import type { SyncCounts } from '../../domain/sync.js';
import { type Account, findAccountByName } from '../../store/accounts.js';
import type { Db } from '../../store/database.js';
import { findRunOpenedAfter, findSyncRunById, type SyncRun } from '../../store/sync-runs.js';

/** How far the run is that was asked for. */
export interface RunProgress {
  stage: 'waiting' | 'reading' | 'ended' | 'lost';
  counts: Partial<SyncCounts>;
  /** How long nothing has opened a run, while waiting. */
  waitedMs: number;
}

export interface FollowOptions {
  /** Of the database's clock, from before the request. */
  since: Date;
  /** How the workflow of a run ended; undefined while it goes on, or when nobody can tell now. */
  findEnd(run: SyncRun): Promise<WorkflowEnd | undefined>;
  onProgress(progress: RunProgress): void;
  signal: AbortSignal;
  pollMs?: number;
}

/** Why a run that was asked for has no end of its own: what became of the account, or of the workflow. */
export type RunLoss = 'paused' | 'stopped' | 'removed' | WorkflowEnd;

/** After so many looks at the run it is asked whether an end can still come. */
const looksPerCheck = 12;

/**
 * Follows the first run of an account that was opened after the request: a schedule that is triggered names no run.
 *
 * @returns the run once it has ended, whatever its end; or why it will not end
 * @throws the signal's reason
 */
export async function followRun(
  db: Db,
  account: Account,
  { since, findEnd, onProgress, signal, pollMs = 250 }: FollowOptions,
): Promise<{ run: SyncRun } | { lost: RunLoss }> {
  const begin = performance.now();
  let run: SyncRun | undefined;
  for (let look = 1; ; look++) {
    signal.throwIfAborted();
    // Asked before the run is read: one that ended by itself has written its end by then.
    const lost = look % looksPerCheck === 0 ? await findLoss(db, account, run, findEnd) : undefined;
    const known = run?.id;
    run = run ? await findSyncRunById(db, run.id) : await findRunOpenedAfter(db, account.id, since);
    const counts = run?.counts ?? {};
    const report = (stage: RunProgress['stage']) => onProgress({ stage, counts, waitedMs: performance.now() - begin });
    if (run && run.state !== 'reading') {
      report('ended');
      return { run };
    }
    if (lost && (lost === 'removed' || known === run?.id)) {
      report('lost');
      return { lost };
    }
    report(run ? 'reading' : 'waiting');
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
}

/** A run that reads ends by itself, also when its account is paused meanwhile; one that is not open is not begun then. */
async function findLoss(
  db: Db,
  { id, name }: Account,
  run: SyncRun | undefined,
  findEnd: FollowOptions['findEnd'],
): Promise<RunLoss | undefined> {
  const account = await findAccountByName(db, name);
  if (account?.id !== id) return 'removed';
  if (run) return await findEnd(run);
  return account.state === 'active' ? undefined : account.state;
}
