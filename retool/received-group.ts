import { z } from 'zod';
import type { FailedCall } from './retool-error.js';
import { parseReceived } from './parse-received.js';

/** A group without its members. */
export interface RetoolGroup {
  id: number;
  name: string;
  /** `none`, `use`, `edit` or `own`; null where the version does not say. */
  universalAppAccess: string | null;
  universalResourceAccess: string | null;
  universalWorkflowAccess: string | null;
  universalQueryLibraryAccess: string | null;
  /** The other rights of the group, by Retool's field name, for example `audit_log_access`. */
  flags: Record<string, boolean>;
}

export interface RetoolMember {
  /** The user's id, `user_…`. */
  id: string;
  /** Null where Retool leaves it out. */
  email: string | null;
  isGroupAdmin: boolean;
}

const receivedGroup = z.looseObject({
  // Nullable in the description; `legacy_id` is the same number.
  id: z.number().nullish(),
  legacy_id: z.number().nullish(),
  name: z.string(),
  members: z.array(z.unknown()),
  universal_app_access: z.string().nullish(),
  universal_resource_access: z.string().nullish(),
  universal_workflow_access: z.string().nullish(),
  universal_query_library_access: z.string().nullish(),
});

/** What a member needs in any case. Used to say what is wrong; `toMembers` looks at the fields itself. */
const receivedMembers = z.array(
  z.object({ id: z.string().min(1), email: z.string().nullish(), is_group_admin: z.boolean().nullish() }),
);

type ReceivedMember = z.output<typeof receivedMembers>[number];

/** Reads a group; its members are still to be read. */
export function toGroup(
  call: FailedCall,
  status: number,
  received: unknown,
): { group: RetoolGroup; members: unknown[] } {
  const { members, ...fields } = parseReceived(call, status, receivedGroup, received, 'data');
  const flags: Record<string, boolean> = {};
  for (const [name, value] of Object.entries(fields))
    if (typeof value === 'boolean' && name.endsWith('_access')) flags[name] = value;
  const group: RetoolGroup = {
    id: parseReceived(call, status, z.number(), fields.id ?? fields.legacy_id, 'data.id'),
    name: fields.name,
    universalAppAccess: fields.universal_app_access ?? null,
    universalResourceAccess: fields.universal_resource_access ?? null,
    universalWorkflowAccess: fields.universal_workflow_access ?? null,
    universalQueryLibraryAccess: fields.universal_query_library_access ?? null,
    flags,
  };
  return { group, members };
}

/** The id in the beginning of a group, when it stands there. */
export function earlyGroupId(head: unknown): number | undefined {
  const { id, legacy_id: legacyId } = head as { id?: unknown; legacy_id?: unknown };
  if (typeof id === 'number') return id;
  return id === null && typeof legacyId === 'number' ? legacyId : undefined;
}

/**
 * Members are by far the most numerous thing a large account answers (half a million), and zod would take as long as
 * parsing their JSON. So the fields are checked here, and zod is asked only for the error.
 */
export function toMembers(call: FailedCall, status: number, received: unknown[]): RetoolMember[] {
  const members: RetoolMember[] = new Array<RetoolMember>(received.length);
  for (let index = 0; index < received.length; index++) {
    const member = received[index] as Partial<ReceivedMember> | null;
    if (!isMember(member)) {
      parseReceived(call, status, receivedMembers, received, 'data[].members');
      throw new TypeError('A member is refused here and accepted by its schema.');
    }
    members[index] = { id: member.id, email: member.email ?? null, isGroupAdmin: member.is_group_admin ?? false };
  }
  return members;
}

function isMember(member: Partial<ReceivedMember> | null): member is ReceivedMember {
  if (typeof member !== 'object' || member === null) return false;
  const { id, email, is_group_admin: isAdmin } = member;
  return (
    typeof id === 'string' &&
    id !== '' &&
    (typeof email === 'string' || email === undefined || email === null) &&
    (typeof isAdmin === 'boolean' || isAdmin === undefined || isAdmin === null)
  );
}
