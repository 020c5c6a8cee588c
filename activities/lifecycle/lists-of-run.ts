import { oldestShare } from '../../domain/shared-lists.js';
import { findLastWrite } from '../../store/last-write.js';
import type { Run } from '../../store/runs.js';
import type { OpenedAccount } from '../account-opener.js';
import { type AccountLists, readLists } from './account-lists.js';
import type { LifecycleDeps } from './lifecycle-activities.js';
import type { ListSharing } from './share-lists.js';

/** What reads a person. */
export interface ReadingDeps extends LifecycleDeps {
  /** Lists that the people of a batch read together. */
  sharing: ListSharing;
}

/**
 * The lists from which a run reads its person. Those of a batch share them, as far as they were begun after the run's own
 * last write. A write whose end is not known may come at any time while it may last: then nothing is shared.
 */
export async function listsOfRun(
  { db, sharing, now }: ReadingDeps,
  { account, client }: OpenedAccount,
  { id: runId, batchId, effectiveAt }: Pick<Run, 'id' | 'batchId' | 'effectiveAt'>,
  userId: string | undefined,
  signal: AbortSignal,
): Promise<AccountLists> {
  if (batchId === null) return readLists(client, signal, userId);
  const { at: lastWriteAt, isOpen } = await findLastWrite(db, { runId, accountId: account.id });
  if (isOpen) return readLists(client, signal, userId);
  const oldest = oldestShare({ lastWriteAt, effectiveAt, now: now() });
  return sharing.listsOf({ batchId, accountId: account.id }, oldest, signal);
}
