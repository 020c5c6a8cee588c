import type { RetoolClient } from '../retool/client.js';
import type { RetoolGroup } from '../retool/received-group.js';
import { gatherMembershipsAhead } from '../store/gather-memberships.js';
import type { OpenDatabase } from '../store/pool.js';
import { stageGroups, stageMemberships, type StagedMembership } from '../store/staging.js';
import { countSettledPart } from './count-settled-part.js';
import type { Heartbeat } from './heartbeating.js';
import { createProgress } from './progress.js';
import { readAhead } from './read-ahead.js';
import type { ReadPartInput } from './sync-steps.js';

/** Reads groups with their members by one call: members are staged while the answer arrives, groups at its end. */
export async function readGroups(
  { db, pool }: OpenDatabase,
  client: RetoolClient,
  { runId, part }: ReadPartInput,
  { signal }: Heartbeat<unknown>,
): Promise<{ groups: number; memberships: number }> {
  const target = { runId, part, emptyFirst: true };
  const progress = createProgress(db, runId);
  const groups: RetoolGroup[] = [];
  const onCommitted = ({ rows }: { rows: number }) => progress.note({ groups: groups.length, memberships: rows });
  const memberships = readAhead(membershipsOf(client, groups, signal));
  const written = await stageMemberships(pool, { ...target, onCommitted }, memberships);
  await stageGroups(pool, target, only(groups));
  progress.note({ groups: groups.length, memberships: written });
  await progress.settle();
  if (isAscending(groups)) await gatherMembershipsAhead(db, runId, part);
  return {
    groups: await countSettledPart(db, target, 'groups', groups.length),
    memberships: await countSettledPart(db, target, 'memberships', written),
  };
}

/** So Retool gives them; then the members have been staged in that order too. */
function isAscending(groups: RetoolGroup[]): boolean {
  return groups.every(({ id }, index) => index === 0 || id > (groups[index - 1]?.id ?? id));
}

/** @param groups filled with the groups themselves, which are few */
async function* membershipsOf(
  client: RetoolClient,
  groups: RetoolGroup[],
  signal: AbortSignal,
): AsyncGenerator<StagedMembership[]> {
  for await (const chunk of client.groups.all(signal)) {
    if (chunk.kind === 'group') groups.push(chunk.group);
    else yield chunk.members.map(({ id, isGroupAdmin }) => ({ groupId: chunk.groupId, userId: id, isGroupAdmin }));
  }
}

export async function* only<T>(batch: T): AsyncGenerator<T> {
  yield batch;
}
