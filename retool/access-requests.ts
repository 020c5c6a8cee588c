import { z } from 'zod';
import type { Requests } from './requests.js';
import { readWholeList } from './whole-list.js';

/** Somebody without an account who asks to get one. */
export interface RetoolAccessRequest {
  id: number;
  requestingEmail: string;
  createdAt: string | null;
}

export interface AccessRequests {
  /** Those nobody has decided on. Needs users:read, and a version from 3.26 on. */
  listPending(signal?: AbortSignal): Promise<RetoolAccessRequest[]>;
  /** Safe to repeat only as long as nobody else decides: read back. */
  deny(id: number, signal?: AbortSignal): Promise<void>;
}

const receivedRequest = z.object({
  id: z.number(),
  status: z.string(),
  requesting_email: z.string(),
  created_at: z.string().nullish(),
});

const template = '/access_requests';

export function createAccessRequests(requests: Requests): AccessRequests {
  return {
    async listPending(signal) {
      const query = { status: 'PENDING' };
      const received = await readWholeList(requests, { method: 'GET', template, query, signal }, receivedRequest);
      return received
        .filter(({ status }) => status === 'PENDING')
        .map((request) => ({
          id: request.id,
          requestingEmail: request.requesting_email,
          createdAt: request.created_at ?? null,
        }));
    },
    deny: (id, signal) =>
      requests.discard({
        method: 'PATCH',
        template: '/access_requests/{accessRequestId}',
        params: { accessRequestId: id },
        body: { operations: [{ op: 'replace', path: '/status', value: 'DENIED' }] },
        signal,
      }),
  };
}
