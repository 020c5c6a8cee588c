import { z } from 'zod';
import type { RetoolCall } from './call.js';
import type { Requests } from './requests.js';
import { readWholeList } from './whole-list.js';

/** An invitation to the organization. The link in it is a way in and is not read. */
export interface RetoolInvite {
  id: number;
  invitedEmail: string;
  /** Who sent it, as Retool writes it (a user's id). */
  invitedBy: string | null;
  /** `default`, `mobile` or `external`. */
  userType: string | null;
  createdAt: string | null;
  /** The link works until then; the invite itself may stay listed. */
  expiresAt: string | null;
  /** Null while nobody has accepted it. */
  claimedAt: string | null;
}

export interface NewInvite {
  email: string;
  groupIds?: number[];
  metadata?: Record<string, unknown>;
}

export interface Invites {
  /** All invites, claimed and expired ones too where Retool lists them. */
  list(signal?: AbortSignal): Promise<RetoolInvite[]>;
  get(id: number, signal?: AbortSignal): Promise<RetoolInvite>;
  /** Not safe to repeat. */
  create(invite: NewInvite, signal?: AbortSignal): Promise<RetoolInvite>;
  delete(id: number, signal?: AbortSignal): Promise<void>;
}

const receivedInvite = z
  .object({
    id: z.number(),
    invited_email: z.string(),
    invited_by: z.string().nullish(),
    user_type: z.string().nullish(),
    created_at: z.string().nullish(),
    expires_at: z.string().nullish(),
    claimed_at: z.string().nullish(),
  })
  .transform((invite): RetoolInvite => ({
    id: invite.id,
    invitedEmail: invite.invited_email,
    invitedBy: invite.invited_by ?? null,
    userType: invite.user_type ?? null,
    createdAt: invite.created_at ?? null,
    expiresAt: invite.expires_at ?? null,
    claimedAt: invite.claimed_at ?? null,
  }));

const template = '/user_invites';
const one = '/user_invites/{inviteId}';

export function createInvites(requests: Requests): Invites {
  const toOne = (method: RetoolCall['method'], id: number, signal: AbortSignal | undefined): RetoolCall => ({
    method,
    template: one,
    params: { inviteId: id },
    signal,
  });
  return {
    list: (signal) => readWholeList(requests, { method: 'GET', template, signal }, receivedInvite),
    get: (id, signal) => requests.read(toOne('GET', id, signal), receivedInvite),
    create: ({ email, groupIds, metadata }, signal) => {
      const body = { email, defaultGroupIds: groupIds, metadata };
      return requests.read({ method: 'POST', template, body, signal }, receivedInvite);
    },
    delete: (id, signal) => requests.discard(toOne('DELETE', id, signal)),
  };
}
