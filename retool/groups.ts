import { z } from 'zod';
import type { RetoolCall } from './call.js';
import { earlyGroupId, toGroup, toMembers, type RetoolGroup, type RetoolMember } from './received-group.js';
import type { Requests } from './requests.js';
import { assertWhole } from './whole-list.js';

/** A part of the streamed list of groups. Members of a group come before the group itself, in any number of parts. */
export type GroupChunk =
  { kind: 'group'; group: RetoolGroup } | { kind: 'members'; groupId: number; members: RetoolMember[] };

export interface RetoolGroupWithMembers extends RetoolGroup {
  members: RetoolMember[];
}

export interface Groups {
  /** All groups with their members in one call, cut apart while the answer arrives. Throws when it is not whole. */
  all(signal?: AbortSignal): AsyncGenerator<GroupChunk>;
  get(id: number, options?: { excludeDisabledUsers?: boolean; signal?: AbortSignal }): Promise<RetoolGroupWithMembers>;
  create(name: string, signal?: AbortSignal): Promise<RetoolGroup>;
  rename(id: number, name: string, signal?: AbortSignal): Promise<void>;
  delete(id: number, signal?: AbortSignal): Promise<void>;
  /** Also sets the admin flag of somebody who is a member already: false demotes a group admin. */
  addMember(id: number, userId: string, options?: { isGroupAdmin?: boolean; signal?: AbortSignal }): Promise<void>;
  /** Before 3.244 a silent no-op for a disabled user: read back. */
  removeMember(id: number, userId: string, signal?: AbortSignal): Promise<void>;
}

const one = '/groups/{groupId}';

export function createGroups({ read, discard, list }: Requests): Groups {
  async function readOne(call: RetoolCall): Promise<RetoolGroupWithMembers> {
    const { group, members } = toGroup(call, 200, await read(call, z.unknown()));
    return { ...group, members: toMembers(call, 200, members) };
  }

  return {
    async *all(signal) {
      const call: RetoolCall = { method: 'GET', template: '/groups', signal };
      const { pieces, end } = list(call, 'members');
      /** Members that came before their group's id. */
      let early: RetoolMember[][] = [];
      for await (const piece of pieces) {
        if (piece.kind === 'nested') {
          const members = toMembers(call, 200, piece.items);
          const groupId = earlyGroupId(piece.head);
          if (groupId === undefined) early.push(members);
          else yield { kind: 'members', groupId, members };
        } else if (piece.kind === 'item') {
          const { group, members: rest } = toGroup(call, 200, piece.item);
          if (rest.length > 0) early.push(toMembers(call, 200, rest));
          for (const members of early) yield { kind: 'members', groupId: group.id, members };
          early = [];
          yield { kind: 'group', group };
        }
      }
      assertWhole(call, end());
    },
    get: (id, { excludeDisabledUsers, signal } = {}) =>
      readOne({
        method: 'GET',
        template: one,
        params: { groupId: id },
        query: excludeDisabledUsers ? { excludeDisabledUsers } : {},
        signal,
      }),
    async create(name, signal) {
      const { members: _, ...group } = await readOne({
        method: 'POST',
        template: '/groups',
        body: { name },
        signal,
      });
      return group;
    },
    rename: (id, name, signal) =>
      discard({
        method: 'PATCH',
        template: one,
        params: { groupId: id },
        body: { operations: [{ op: 'replace', path: '/name', value: name }] },
        signal,
      }),
    delete: (id, signal) => discard({ method: 'DELETE', template: one, params: { groupId: id }, signal }),
    addMember: (id, userId, { isGroupAdmin = false, signal } = {}) =>
      discard({
        method: 'POST',
        template: '/groups/{groupId}/members',
        params: { groupId: id },
        body: { members: [{ id: userId, is_group_admin: isGroupAdmin }] },
        signal,
      }),
    removeMember: (id, userId, signal) =>
      discard({
        method: 'DELETE',
        template: '/groups/{groupId}/members/{userId}',
        params: { groupId: id, userId },
        signal,
      }),
  };
}
