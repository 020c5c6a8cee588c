import { ApplicationFailure } from '@temporalio/common';
import type { Db } from '../store/database.js';
import { countStagedRows } from '../store/staged-rows.js';
import { countPart } from '../store/staging.js';
import type { StagedKind } from '../store/staging-tables.js';

/**
 * Distinct rows of a part of the staging, once all that was written to it is there. Staging tables are emptied when
 * PostgreSQL crashes, even between two writes of one step; the step then starts again. The rows are looked at last, so
 * that a crash between the two counts shows.
 */
export async function countSettledPart(
  db: Db,
  { runId, part }: { runId: string; part: number },
  kind: StagedKind,
  written: number,
): Promise<number> {
  const distinct = await countPart(db, runId, kind, part);
  const found = await countStagedRows(db, runId, kind, part);
  if (found >= written) return distinct;
  const message = `PostgreSQL lost what was read: ${found} of ${written} rows are left.`;
  throw ApplicationFailure.retryable(message, 'StagingLostError');
}
