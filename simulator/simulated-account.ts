import type { TokenRegistry } from './access-tokens.js';
import {
  behaviourSpec,
  latencySpec,
  rateLimitSpec,
  type CompleteAccountSpec,
  type LatencySpec,
  type Plan,
  type RateLimitSpec,
} from './account-spec.js';
import type { AccessRequest, Workflow } from './access-records.js';
import { defaultBehaviour, type Behaviour } from './assumptions.js';
import { createChanges, type Changes } from './changes.js';
import type { Clock } from './clock.js';
import { describePerson, type PersonView } from './describe-person.js';
import type { Host } from './host.js';
import { Organization } from './organization.js';
import type { Group, Invite, RowState, User } from './records.js';
import { profiles, type ProfileName } from './profiles.js';
import { createRateLimit } from './rate-limit.js';
import { knownScopes } from './scopes.js';
import { seedOrganization } from './seed-organization.js';
import { specialPeople, type SpecialPeople } from './special-people.js';

/** A user as tests look at one. */
export interface UserView extends Omit<User, RowState> {
  isAdmin: boolean;
}

export interface GroupView {
  id: number;
  name: string;
  members: { email: string; isGroupAdmin: boolean }[];
}

/** Tokens every account starts with. */
export interface AccountTokens {
  /** Every scope there is. */
  full: string;
  /** The five scopes for a connection that reads and writes. */
  write: string;
  /** The three scopes for a connection that reads. */
  read: string;
  /** Reads and writes, but `groups:write` is missing. */
  noGroupsWrite: string;
}

/** One simulated organization, as tests, the demo and benchmarks hold it. */
export interface SimulatedAccount {
  readonly name: string;
  readonly profile: ProfileName;
  readonly plan: Plan;
  readonly organizationId: string;
  /** Its own host, ending in `/api/v2`. */
  readonly baseUrl: string;
  /** The host all organizations share; there the token picks the organization. */
  readonly gatewayUrl: string;
  readonly tokens: AccountTokens;
  readonly special: SpecialPeople;
  /** Changes that people make in Retool itself. */
  readonly change: Changes;

  users(): UserView[];
  findUser(email: string): (UserView & { groups: string[] }) | undefined;
  /** Everything the organization has of a person: groups, sessions, invites, grants, roles, requests, workflows, tokens. */
  describeUser(email: string): PersonView;
  groups(): GroupView[];
  invites(): Invite[];
  accessRequests(): AccessRequest[];
  workflows(): Workflow[];
  counts(): { users: number; groups: number; memberships: number; invites: number };

  /** Makes a token, owned by the first admin unless a user's email is given, and returns its secret. */
  createToken(options: { label: string; scopes: readonly string[]; owner?: string }): string;
  /** A token goes by its secret or its label. */
  revokeToken(token: string): void;
  restoreToken(token: string): void;
  /** The token acts on another account of the same simulator from now on. */
  swapToken(token: string, other: string): void;

  setRateLimit(spec: RateLimitSpec): void;
  setLatency(spec: LatencySpec): void;
  setBehaviour(behaviour: Partial<Behaviour>): void;
  /** What the rate limit admitted, charged and refused since it was last set. */
  totals(): { spent: number; admitted: number; refused: number };
}

export interface AccountDeps {
  spec: CompleteAccountSpec;
  seed: string;
  today: number;
  clock: Clock;
  tokens: TokenRegistry;
  /** Base of the URLs, known once the server listens. */
  url: () => string;
  hostByName: (name: string) => Host;
}

/** Makes an organization, fills it, and gives it its tokens. */
export function createAccount(deps: AccountDeps): { host: Host; account: SimulatedAccount } {
  const { spec, seed, today, clock } = deps;
  const profile = profiles[spec.profile];
  const organization = new Organization({
    name: spec.name,
    seed,
    profile,
    plan: spec.plan,
    namedSeats: spec.namedSeats ?? (profile.seatType && spec.plan === 'enterprise'),
    domain: spec.domain,
    behaviour: { ...defaultBehaviour, ...spec.behaviour },
    now: () => clock.now(),
  });
  seedOrganization(organization, { spec, seed, today });
  const host: Host = {
    organization,
    latency: spec.latency,
    rateLimit: createRateLimit(spec.rateLimit, () => clock.now()),
  };
  const tokens = issueFirstTokens(organization, deps);
  return { host, account: createHandle(host, tokens, deps) };
}

const readScopes = ['users:read', 'organization:read', 'groups:read'];

function issueFirstTokens(organization: Organization, { tokens, spec, today }: AccountDeps): AccountTokens {
  const createdAt = new Date(today - 30 * 86_400_000).toISOString();
  const issue = (label: string, scopes: readonly string[], ownerLegacyId = adminOf(organization)) =>
    tokens.issue(organization, { label, scopes, ownerLegacyId, createdAt }).secret;
  const first = {
    full: issue('full', knownScopes),
    write: issue('write', [...readScopes, 'users:write', 'groups:write']),
    read: issue('read', readScopes),
    noGroupsWrite: issue('no groups:write', [...readScopes, 'users:write']),
  };
  const leaver = organization.findUserByEmail(specialPeople(spec.domain).leaver);
  if (leaver) issue('nightly export', ['users:read'], leaver.legacyId);
  return first;
}

function adminOf(organization: Organization): number {
  const admins = organization.builtInGroup('admin')?.members.keys() ?? [];
  for (const user of admins) return user.legacyId;
  return organization.users[0]?.legacyId ?? 0;
}

function createHandle(host: Host, first: AccountTokens, deps: AccountDeps): SimulatedAccount {
  const { organization } = host;
  const { spec, tokens, url, hostByName } = deps;
  return {
    name: spec.name,
    profile: spec.profile,
    plan: spec.plan,
    organizationId: organization.id,
    get baseUrl() {
      return `${url()}/${spec.name}/api/v2`;
    },
    get gatewayUrl() {
      return `${url()}/api/v2`;
    },
    tokens: first,
    special: specialPeople(spec.domain),
    change: createChanges(organization),

    users: () => organization.users.map((user) => viewUser(organization, user)),
    findUser(email) {
      const user = organization.findUserByEmail(email);
      const groups = user && organization.groupsOf(user).map(({ name }) => name);
      return user && groups && { ...viewUser(organization, user), groups };
    },
    describeUser: (email) => describePerson(organization, email),
    groups: () => [...organization.groups.values()].map((group) => viewGroup(organization, group)),
    invites: () => [...organization.invites.values()].map((invite) => ({ ...invite })),
    accessRequests: () => organization.accessRequests.map((request) => ({ ...request })),
    workflows: () => organization.workflows.map((workflow) => ({ ...workflow })),
    counts: () => countRows(organization),

    createToken({ label, scopes, owner }) {
      const user = owner === undefined ? undefined : organization.findUserByEmail(owner);
      if (owner !== undefined && !user) throw new Error(`${spec.name} has no user ${owner}.`);
      const ownerLegacyId = user?.legacyId ?? adminOf(organization);
      return tokens.issue(organization, { label, scopes, ownerLegacyId }).secret;
    },
    revokeToken: (token) => tokens.revoke(tokens.get(organization, token)),
    restoreToken: (token) => tokens.restore(tokens.get(organization, token)),
    swapToken(token, other) {
      const target = hostByName(other).organization;
      tokens.swap(tokens.get(organization, token), target, adminOf(target));
    },

    setRateLimit: (limit) => host.rateLimit.set(rateLimitSpec.parse(limit) as RateLimitSpec),
    setLatency: (latency) => {
      host.latency = latencySpec.parse(latency);
    },
    setBehaviour: (behaviour) => {
      Object.assign(organization.behaviour, behaviourSpec.parse(behaviour));
      for (const group of organization.groups.values()) group.rendered = undefined;
      for (const user of organization.users) user.rendered = undefined;
    },
    totals: () => host.rateLimit.totals(),
  };
}

function viewUser(organization: Organization, user: User): UserView {
  const { heapIndex: _heapIndex, rendered: _rendered, renderedMember: _renderedMember, ...fields } = user;
  return { ...fields, isAdmin: organization.isAdmin(user) };
}

function viewGroup(organization: Organization, group: Group): GroupView {
  const members: GroupView['members'] = [];
  organization.eachMember(group, { onlyActive: false }, ({ email }, isGroupAdmin) =>
    members.push({ email, isGroupAdmin }),
  );
  return { id: group.id, name: group.name, members };
}

function countRows({ users, groups, invites }: Organization) {
  let memberships = 0;
  for (const { builtIn, members } of groups.values())
    memberships += builtIn === 'all-users' ? users.length : members.size;
  return { users: users.length, groups: groups.size, memberships, invites: invites.size };
}
