import { z } from 'zod';
import type { RetoolCall } from './call.js';
import type { Requests } from './requests.js';
import { readWholeList } from './whole-list.js';

/** Kinds of objects whose grants Retool lists for a user. Workflows and agents it lists only object by object. */
export type ListedObjectType = 'folder' | 'app' | 'resource' | 'resource_configuration';

export type GrantLevel = 'use' | 'edit' | 'own';

/**
 * What a grant is for, with exactly the keys Retool gave it: a screen has `appId` too, and what comes later may have
 * others. It goes back as it came.
 */
export interface RetoolObject {
  type: string;
  id: string | number;
  [key: string]: unknown;
}

/** What a user may do with an object by a grant of their own, not through a group or a folder. */
export interface RetoolGrant {
  object: RetoolObject;
  /** `use`, `edit` or `own`; another text where Retool has invented one. */
  accessLevel: string;
}

export interface Permissions {
  /** Direct grants only. Needs permissions:all:read, and a version from 3.187 on. */
  listGrants(of: { userId: string; objectType: ListedObjectType }, signal?: AbortSignal): Promise<RetoolGrant[]>;
  /** Of a folder: also of the objects directly in it. Replaces the level of a grant that is there. */
  grant(grant: { userId: string; object: RetoolObject; accessLevel: GrantLevel }, signal?: AbortSignal): Promise<void>;
  /** Of a folder: also of the objects directly in it. 404 when there is no such grant. */
  revoke(grant: { userId: string; object: RetoolObject }, signal?: AbortSignal): Promise<void>;
}

const receivedGrant = z
  .looseObject({ type: z.string(), id: z.union([z.string(), z.number()]), access_level: z.string() })
  .transform(({ access_level: accessLevel, ...object }): RetoolGrant => ({ object, accessLevel }));

export function createPermissions(requests: Requests): Permissions {
  const post = (template: string, userId: string, body: object, signal: AbortSignal | undefined): RetoolCall => ({
    method: 'POST',
    template,
    body: { subject: { type: 'user', id: userId }, ...body },
    signal,
  });
  return {
    listGrants({ userId, objectType }, signal) {
      const body = { object_type: objectType, include_inherited_access: false };
      return readWholeList(requests, post('/permissions/listObjects', userId, body, signal), receivedGrant);
    },
    grant: ({ userId, object, accessLevel }, signal) =>
      requests.discard(post('/permissions/grant', userId, { object, access_level: accessLevel }, signal)),
    revoke: ({ userId, object }, signal) => requests.discard(post('/permissions/revoke', userId, { object }, signal)),
  };
}
