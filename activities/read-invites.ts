import type { RetoolClient } from '../retool/client.js';
import type { OpenDatabase } from '../store/pool.js';
import { stageInvites } from '../store/staging.js';
import { countSettledPart } from './count-settled-part.js';
import type { Heartbeat } from './heartbeating.js';
import { createProgress } from './progress.js';
import { only } from './read-groups.js';
import type { ReadPartInput } from './sync-steps.js';

/** Reads all invites by one call. */
export async function readInvites(
  { db, pool }: OpenDatabase,
  client: RetoolClient,
  { runId, part }: ReadPartInput,
  { signal }: Heartbeat<unknown>,
): Promise<{ invites: number }> {
  const progress = createProgress(db, runId);
  const invites = await client.invites.list(signal);
  const written = await stageInvites(pool, { runId, part, emptyFirst: true }, only(invites));
  progress.note({ invites: invites.length });
  await progress.settle();
  return { invites: await countSettledPart(db, { runId, part }, 'invites', written) };
}
