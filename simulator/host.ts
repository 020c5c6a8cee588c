import type { LatencySpec } from './account-spec.js';
import type { Organization } from './organization.js';
import type { RateLimit } from './rate-limit.js';

/** One organization and how it is served: what the calls meet on their way to it. */
export interface Host {
  organization: Organization;
  rateLimit: RateLimit;
  latency: LatencySpec;
}
