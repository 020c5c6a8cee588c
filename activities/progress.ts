import type { SyncCounts } from '../domain/sync.js';
import type { Db } from '../store/database.js';
import { setProgress } from '../store/sync-runs.js';

/** How much a step has read so far, for people who watch. */
export interface Progress {
  note(counts: Partial<SyncCounts>): void;
  /** Waits until the newest note is written. */
  settle(): Promise<void>;
}

/** Notes the newest numbers with the run. A note that cannot be written is left out: the step itself matters more. */
export function createProgress(db: Db, runId: string): Progress {
  let wanted: Partial<SyncCounts> | undefined;
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (wanted) {
      const counts = wanted;
      wanted = undefined;
      await setProgress(db, runId, counts).catch(() => undefined);
    }
    writing = undefined;
  };
  return {
    note(counts) {
      wanted = { ...wanted, ...counts };
      writing ??= write();
    },
    settle: async () => await writing,
  };
}
