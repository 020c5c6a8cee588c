import { concernsGroup } from '../../domain/plan/plan-group-change.js';
import type { PresentGroup, PresentState, Reading } from '../../domain/plan/present-state.js';
import type { WantedState } from '../../domain/plan/wanted-state.js';
import type { RetoolClient } from '../../retool/client.js';

const notAsked: Reading<never[]> = { read: false, why: { kind: 'not-asked' } };

/** The groups of an account that matter for a change of one of them, with how many members each has. */
export async function readPresentGroups(
  client: RetoolClient,
  { group: wanted }: WantedState,
  signal: AbortSignal,
): Promise<PresentState> {
  const members = new Map<number, number>();
  const groups: PresentGroup[] = [];
  for await (const chunk of client.groups.all(signal)) {
    if (chunk.kind === 'members') {
      members.set(chunk.groupId, (members.get(chunk.groupId) ?? 0) + chunk.members.length);
    } else if (wanted && concernsGroup(chunk.group, wanted)) {
      const { id, name } = chunk.group;
      groups.push({ id, name, members: members.get(id) ?? 0 });
    }
  }
  return {
    user: null,
    memberships: notAsked,
    invites: notAsked,
    accessRequests: notAsked,
    grants: notAsked,
    roleGrants: notAsked,
    tokens: notAsked,
    workflows: notAsked,
    sentInvites: notAsked,
    sessionsEnded: false,
    groups,
  };
}
