import { z } from 'zod';
import type { RetoolCall } from './call.js';
import { parseReceived } from './parse-received.js';
import type { Requests } from './requests.js';
import { RetoolNotUnderstoodError } from './retool-error.js';
import { assertWhole } from './whole-list.js';

/** A role that a user holds by a grant of their own: in the organization, or on one object. */
export interface RetoolRoleGrant {
  id: string;
  roleId: string;
  /** Null for a role in the whole organization. */
  objectType: string | null;
  objectId: string | number | null;
}

export interface NewRoleGrant {
  userId: string;
  roleId: string;
  /** The object the role is for; left out for the whole organization. */
  object?: { type: string; id: string | number };
}

export interface RoleGrants {
  /** Needs permissions:all:read, and a version from 3.284 on. */
  listFor(userId: string, signal?: AbortSignal): Promise<RetoolRoleGrant[]>;
  /** Not safe to repeat: look first whether it is there. */
  add(grant: NewRoleGrant, signal?: AbortSignal): Promise<void>;
  delete(id: string, signal?: AbortSignal): Promise<void>;
}

/** Retool does not describe this list. With or without the usual envelope it is taken. */
const receivedList = z.union([
  z.array(z.unknown()).transform((data) => ({ data, has_more: undefined, next_token: undefined })),
  z.object({
    success: z.literal(true),
    data: z.array(z.unknown()),
    has_more: z.boolean().nullish(),
    next_token: z.string().nullish(),
  }),
]);

const receivedGrants = z.array(
  z
    .object({
      id: z.string().min(1),
      role_id: z.string().min(1),
      object_type: z.string().nullish(),
      object_id: z.union([z.string(), z.number()]).nullish(),
    })
    .transform((grant): RetoolRoleGrant => ({
      id: grant.id,
      roleId: grant.role_id,
      objectType: grant.object_type ?? null,
      objectId: grant.object_id ?? null,
    })),
);

const template = '/role_permissions/role_grants';

export function createRoleGrants(requests: Requests): RoleGrants {
  return {
    async listFor(userId, signal) {
      const call: RetoolCall = {
        method: 'GET',
        template: '/role_permissions/role_grants/{subjectType}/{subjectId}',
        params: { subjectType: 'user', subjectId: userId },
        signal,
      };
      const { data, has_more, next_token } = await requests.readBare(call, receivedList);
      assertWhole(call, { hasMore: has_more ?? undefined, nextToken: next_token || null, status: 200 });
      return parseReceived(call, 200, receivedGrants, data, 'data');
    },
    async add({ userId, roleId, object }, signal) {
      const body = { role_id: roleId, subject_type: 'user', subject_id: userId };
      const ofObject = object && { object_type: object.type, object_id: String(object.id) };
      const call: RetoolCall = { method: 'POST', template, body: { ...body, ...ofObject }, signal };
      await acceptingEmptyCreation(requests.discard(call));
    },
    delete: (id, signal) =>
      requests.discard({
        method: 'DELETE',
        template: '/role_permissions/role_grants/{roleGrantId}',
        params: { roleGrantId: id },
        signal,
      }),
  };
}

/** Retool describes 201 without a body here: that the answer is no JSON does not mean that nothing was created. */
async function acceptingEmptyCreation(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const isEmpty = error instanceof RetoolNotUnderstoodError && error.reason === 'not-json' && error.status === 201;
    if (!isEmpty) throw error;
  }
}
