import { featuresOf, newestFeatures, parseRetoolVersion, type RetoolFeatures } from '../domain/retool-version.js';
import type { RetoolClient } from './client.js';
import { isCloud } from './normalize-host.js';
import { planProblem, toProbeProblem, type ProbeProblem } from './probe-problem.js';
import { probeScopes, type ProbedScope, type ScopeState } from './probe-scopes.js';
import { findTokenOwner } from './token-owner.js';
import { RetoolError, RetoolForbiddenError } from './retool-error.js';

/** What was found out about an account. */
export interface Probe {
  /** Something answers there. */
  reachable: boolean;
  isRetool: boolean;
  /** As the instance tells it, for example `3.334.17`; Cloud may not tell. */
  version?: string;
  features: RetoolFeatures;
  organizationId?: string;
  scopes: Record<ProbedScope, ScopeState>;
  plan: 'enterprise' | 'business-or-lower' | 'unknown';
  /** The user whose token it is, when Retool lets it be found. */
  tokenOwnerEmail?: string;
  /** Why the account cannot be used at all. */
  problem?: ProbeProblem;
}

const unknownScopes: Record<ProbedScope, ScopeState> = {
  'users:read': 'unknown',
  'groups:read': 'unknown',
  'organization:read': 'unknown',
  'users:write': 'unknown',
  'groups:write': 'unknown',
  'access_tokens:read': 'unknown',
  'workflows:read': 'unknown',
  'permissions:all:read': 'unknown',
  'permissions:all:write': 'unknown',
};

/**
 * Finds out what an account and its token can do, without changing anything: about a dozen small calls, and one
 * read of all users when the token's owner can be found. Write scopes are tried on ids that do not exist.
 * @throws only the signal's reason; what goes wrong with Retool is in the result
 */
export async function probeAccount(client: RetoolClient, options: { signal?: AbortSignal } = {}): Promise<Probe> {
  const { signal } = options;
  const version = await findVersion(client, signal);
  const parsed = version === undefined ? undefined : parseRetoolVersion(version);
  const features = isCloud(client.baseUrl) ? newestFeatures : featuresOf(parsed);
  const start: Probe = {
    reachable: true,
    isRetool: true,
    ...(version !== undefined && { version }),
    features,
    scopes: unknownScopes,
    plan: 'unknown',
  };
  try {
    const organizationId = await readOrganization(client, signal);
    const organization = organizationId === undefined ? 'missing' : 'present';
    const found = await probeScopes(client, { organization, known: features }, signal);
    const probe: Probe = {
      ...start,
      ...(organizationId !== undefined && { organizationId }),
      scopes: found.scopes,
      plan: found.plan,
      features: { ...features, ...found.features },
    };
    if (found.plan === 'business-or-lower') return { ...probe, problem: planProblem };
    const tokenOwnerEmail = await findTokenOwner(client, found.tokens, signal);
    return { ...probe, ...(tokenOwnerEmail !== undefined && { tokenOwnerEmail }) };
  } catch (error) {
    if (!(error instanceof RetoolError)) throw error;
    return withProblem(start, toProbeProblem(client.baseUrl, error));
  }
}

function withProblem(start: Probe, problem: ProbeProblem): Probe {
  const { kind } = problem;
  // Where the health check answered as Retool does, it is Retool, whatever became of the API.
  const isRetool = ['token-refused', 'plan', 'rate-limited'].includes(kind) || start.version !== undefined;
  const plan = kind === 'plan' ? 'business-or-lower' : 'unknown';
  return { ...start, reachable: kind !== 'unreachable', isRetool, plan, problem };
}

async function findVersion(client: RetoolClient, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return (await client.checkHealth(signal)).version;
  } catch (error) {
    if (error instanceof RetoolError) return undefined;
    throw error;
  }
}

/** Undefined when the token lacks the scope for it. */
async function readOrganization(client: RetoolClient, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    return (await client.organization.get(signal)).id;
  } catch (error) {
    if (error instanceof RetoolForbiddenError && error.fromApi && !error.planLimit) return undefined;
    throw error;
  }
}
