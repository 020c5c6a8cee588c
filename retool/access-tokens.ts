import { z } from 'zod';
import type { Requests } from './requests.js';
import { readWholeList } from './whole-list.js';

/** An API token of the organization, without its secret. */
export interface RetoolAccessToken {
  id: string;
  label: string;
  /** The last four characters of the secret. */
  last4: string;
  /** `legacyId` of the user who made it; null where Retool does not say. */
  ownerLegacyId: number | null;
  scopes: string[];
  createdAt: string | null;
}

export interface AccessTokens {
  /** Needs access_tokens:read, and a version from 3.157 on. */
  list(signal?: AbortSignal): Promise<RetoolAccessToken[]>;
}

const receivedToken = z
  .object({
    id: z.string(),
    label: z.string().nullish(),
    last4: z.string(),
    owner_legacy_id: z.number().nullish(),
    scopes: z.array(z.string()).nullish(),
    created_at: z.string().nullish(),
  })
  .transform((token): RetoolAccessToken => ({
    id: token.id,
    label: token.label ?? '',
    last4: token.last4,
    ownerLegacyId: token.owner_legacy_id ?? null,
    scopes: token.scopes ?? [],
    createdAt: token.created_at ?? null,
  }));

export function createAccessTokens(requests: Requests): AccessTokens {
  return {
    list: (signal) => readWholeList(requests, { method: 'GET', template: '/access_tokens', signal }, receivedToken),
  };
}
