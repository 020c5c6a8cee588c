import { type AccountPlan, type Facet, facets, type NotChecked } from '../../domain/plan/plan-account.js';
import type { PresentState, Reading } from '../../domain/plan/present-state.js';
import { stepsBeforeDisabling } from '../../domain/plan/step-order.js';
import type { Step } from '../../domain/plan/step.js';
import type { PresentQuery } from './read-present.js';

const later: Reading<never> = { read: false, why: { kind: 'later' } };

const nothingRead: PresentState = {
  user: null,
  memberships: later,
  invites: later,
  accessRequests: later,
  grants: later,
  roleGrants: later,
  tokens: later,
  workflows: later,
  sentInvites: later,
  sessionsEnded: false,
};

/** They take several dear calls a person, and decide nothing about the disabling. */
const readLater: readonly Facet[] = ['grants', 'roleGrants'];

/**
 * What is read of a leaver of a batch before all of them are disabled: as little as decides about that, so that the rate
 * limit goes into the disabling.
 */
export const firstReading: PresentQuery['only'] = {
  facets: new Set(facets.filter((facet) => !readLater.includes(facet))),
  before: nothingRead,
};

/**
 * Without what Retool refused to list because of its rate limit when the plan was made last. Each such answer closes the
 * account for everybody for a while, so the disabling would never have its turn; verification asks again.
 */
export function withoutLimited(
  only: PresentQuery['only'],
  plan: Pick<AccountPlan, 'notChecked'> | undefined,
): PresentQuery['only'] {
  const failure = 'RetoolRateLimitedError';
  const isLimited = ({ why }: NotChecked) => why.kind === 'failed' && why.failure === failure;
  const missed = (plan?.notChecked ?? []).flatMap((one) =>
    isLimited(one) && one.facet !== 'sessions' ? [one.facet] : [],
  );
  if (missed.length === 0) return only;
  const before = { ...(only?.before ?? nothingRead) };
  for (const facet of missed) before[facet] = { read: false, why: { kind: 'failed', failure } };
  return {
    facets: new Set([...(only?.facets ?? facets)].filter((facet) => !missed.some((one) => one === facet))),
    before,
  };
}

/** The steps up to the disabling; none where nobody has to be disabled, or may be. */
export function firstSteps(allowed: Step[]): Step[] {
  const isDisabling = allowed.some(({ kind }) => kind === 'disableUser');
  return isDisabling ? allowed.slice(0, stepsBeforeDisabling(allowed).length + 1) : [];
}

/** Whether the whole plan is stopped: then nobody waits for anything but an operator. */
export function isStopped({ steps }: AccountPlan, allowed: Step[]): boolean {
  return steps.length > 0 && allowed.length === 0;
}
