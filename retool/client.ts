import type { CallGate } from '../domain/call-gate.js';
import type { CallCosts } from '../domain/rate.js';
import { createAccessRequests, type AccessRequests } from './access-requests.js';
import { createAccessTokens, type AccessTokens } from './access-tokens.js';
import { createGroups, type Groups } from './groups.js';
import { createHealthCheck, type Health } from './health.js';
import { createInvites, type Invites } from './invites.js';
import { defaultLimits, type RetoolLimits } from './limits.js';
import { apiRootOf } from './normalize-host.js';
import { createOrganizations, type Organizations } from './organization.js';
import { createPermissions, type Permissions } from './permissions.js';
import { createRequests } from './requests.js';
import { createRoleGrants, type RoleGrants } from './role-grants.js';
import { createSend } from './send.js';
import { parseToken } from '../domain/token.js';
import { createTransport, type RetoolTransport } from './transport.js';
import { createUsers, type Users } from './users.js';
import { createWorkflows, type Workflows } from './workflows.js';

export interface RetoolClientOptions {
  /** Ending in `/api/v2`, as `normalizeHost` gives it. */
  baseUrl: string;
  token: string;
  /** Stands before every call, for example the account's rate budget. */
  gate?: CallGate | undefined;
  /** What calls cost of the account's rate limit, where it is not the usual. */
  costs?: CallCosts | undefined;
  limits?: Partial<RetoolLimits>;
  /** Connections shared with other clients. Without it the client has its own and closes them. */
  transport?: RetoolTransport;
}

/**
 * One Retool organization. Each function is one call and one attempt, ended by its signal or a time limit, and throws
 * the errors of `retool-error.ts`, or the signal's reason.
 */
export interface RetoolClient {
  readonly baseUrl: string;
  /** Whether the token of this client ends so: that is all Retool shows of a token. */
  isOwnToken(last4: string): boolean;
  checkHealth(signal?: AbortSignal): Promise<Health>;
  organization: Organizations;
  users: Users;
  groups: Groups;
  invites: Invites;
  accessRequests: AccessRequests;
  permissions: Permissions;
  roleGrants: RoleGrants;
  accessTokens: AccessTokens;
  workflows: Workflows;
  close(): Promise<void>;
}

/** @throws TokenError when the token cannot be one */
export function createRetoolClient(options: RetoolClientOptions): RetoolClient {
  const limits = { ...defaultLimits, ...options.limits };
  const transport = options.transport ?? createTransport(limits);
  const token = parseToken(options.token);
  const { baseUrl, gate, costs } = options;
  const { dispatcher } = transport;
  const requests = createRequests(createSend({ baseUrl, token, dispatcher, gate, costs }), limits);
  const outside = createRequests(createSend({ baseUrl: apiRootOf(baseUrl), dispatcher }), limits);
  return {
    baseUrl,
    isOwnToken: (last4) => last4.length === 4 && token.endsWith(last4),
    checkHealth: createHealthCheck(outside),
    organization: createOrganizations(requests),
    users: createUsers(requests),
    groups: createGroups(requests),
    invites: createInvites(requests),
    accessRequests: createAccessRequests(requests),
    permissions: createPermissions(requests),
    roleGrants: createRoleGrants(requests),
    accessTokens: createAccessTokens(requests),
    workflows: createWorkflows(requests),
    close: async () => {
      if (options.transport === undefined) await transport.close();
    },
  };
}
