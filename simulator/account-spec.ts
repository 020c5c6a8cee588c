import { z } from 'zod';
import { behaviourValues, type Behaviour } from './assumptions.js';
import { profileNames, type ProfileName } from './profiles.js';

export const plans = ['enterprise', 'business'] as const;

export type Plan = (typeof plans)[number];

/**
 * How many calls an organization may make: points by the price list, plain calls, or without limit.
 * Defaults: 300 in a window of 60,000 ms.
 */
export interface RateLimitSpec {
  kind: 'points' | 'calls' | 'off';
  /** Points, or calls, permitted in a window. */
  points?: number;
  windowMs?: number;
}

/** How long an answer takes: once per call, and per 100 rows of a list, paged or whole. Members of groups are not rows. */
export interface LatencySpec {
  perCallMs: number;
  per100RowsMs: number;
}

/** One simulated organization. Only the name is needed. */
export interface AccountSpec {
  /** Part of the URL: lower-case letters, digits and dashes. */
  name: string;
  /** Retool release; 4.70 unless given. */
  profile?: ProfileName;
  plan?: Plan;
  /** Seats are assigned per user. On by default where the release knows `seat_type` and the plan is Enterprise. */
  namedSeats?: boolean;
  /** Users in all, the special people included. Default 40. */
  users?: number;
  /** Groups in all, the built-in ones included. Default 9. */
  groups?: number;
  /** Members of all groups in all, "All Users" included. Default three per user. */
  memberships?: number;
  /** Domain of the company's own email addresses. Default acme.example. */
  domain?: string;
  /** Off unless given. */
  rateLimit?: RateLimitSpec;
  latency?: LatencySpec;
  /** Only the built-in groups and one admin. */
  empty?: boolean;
  /** Other answers to what is not known of Retool. */
  behaviour?: Partial<Behaviour>;
}

export const rateLimitSpec = z.strictObject({
  kind: z.enum(['points', 'calls', 'off']),
  points: z.int().min(1).optional(),
  windowMs: z.int().min(1).optional(),
});

export const latencySpec = z.strictObject({
  perCallMs: z.number().min(0),
  per100RowsMs: z.number().min(0),
});

export const behaviourSpec = z.strictObject(
  Object.fromEntries(
    Object.entries(behaviourValues).map(([name, values]) => [name, z.literal([...values]).optional()]),
  ),
);

const accountSpec = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and dashes only')
    .refine((name) => name !== 'api', 'is taken by the shared gateway'),
  profile: z.enum(profileNames).default('4.70'),
  plan: z.enum(plans).default('enterprise'),
  namedSeats: z.boolean().optional(),
  users: z.int().min(1).default(40),
  groups: z.int().min(4).default(9),
  memberships: z.int().min(0).optional(),
  domain: z.string().min(3).default('acme.example'),
  rateLimit: rateLimitSpec.default({ kind: 'off' }),
  latency: latencySpec.default({ perCallMs: 0, per100RowsMs: 0 }),
  empty: z.boolean().default(false),
  behaviour: behaviourSpec.default({}),
});

/** An account's description with every default filled in. */
export interface CompleteAccountSpec extends Required<Omit<AccountSpec, 'namedSeats' | 'memberships'>> {
  namedSeats?: boolean | undefined;
  memberships?: number | undefined;
}

/** Fills in the defaults. Throws an error that names each wrong field. */
export function parseAccountSpec(spec: AccountSpec): CompleteAccountSpec {
  const parsed = accountSpec.safeParse(spec);
  if (parsed.success) return parsed.data as CompleteAccountSpec;
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The simulated account ${JSON.stringify(spec.name)} cannot be made: ${reasons.join('; ')}.`);
}
