import type { RetoolAccessRequest } from '../../retool/access-requests.js';
import type { RetoolAccessToken } from '../../retool/access-tokens.js';
import type { RetoolClient } from '../../retool/client.js';
import type { RetoolInvite } from '../../retool/invites.js';
import type { RetoolWorkflow } from '../../retool/workflows.js';
import { type GroupList, readGroupList } from './read-group-list.js';

/** What Retool tells of a whole account only, so that it is read for one person as well as for many. */
export interface AccountLists {
  groups(): Promise<GroupList>;
  invites(): Promise<RetoolInvite[]>;
  /** Pending ones. */
  accessRequests(): Promise<RetoolAccessRequest[]>;
  accessTokens(): Promise<RetoolAccessToken[]>;
  workflows(): Promise<RetoolWorkflow[]>;
}

/**
 * Reads each list once, when it is first asked for.
 *
 * @param onlyUserId whose memberships are wanted; those of everybody when left out
 */
export function readLists(client: RetoolClient, signal: AbortSignal, onlyUserId?: string): AccountLists {
  return {
    groups: once(() => readGroupList(client, signal, onlyUserId)),
    invites: once(() => client.invites.list(signal)),
    accessRequests: once(() => client.accessRequests.listPending(signal)),
    accessTokens: once(() => client.accessTokens.list(signal)),
    workflows: once(() => client.workflows.list(signal)),
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
}
