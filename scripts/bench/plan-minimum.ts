import { facetsOf } from '../../activities/lifecycle/step-facets.js';
import type { AccountPlan, Facet } from '../../domain/plan/plan-account.js';
import { callOf } from '../../domain/plan/step-call.js';
import { pointsOf } from '../../domain/rate.js';

/** The calls that read a part of what a person has. Apps and folders are asked for one by one. */
const readings: Record<Exclude<Facet, 'sessions'>, string[]> = {
  memberships: ['/groups'],
  invites: ['/user_invites'],
  accessRequests: ['/access_requests'],
  grants: ['/permissions/listObjects', '/permissions/listObjects'],
  roleGrants: ['/role_permissions/role_grants'],
  tokens: ['/access_tokens'],
  workflows: ['/workflows'],
  // In the list of invites.
  sentInvites: [],
};

/**
 * The least that a plan can be made, carried out and proven with: the search for the user, one reading of everything the
 * version can tell, one call a step, and of what the steps changed one reading back.
 */
export function planMinimum({ steps, notChecked }: AccountPlan): { calls: number; points: number } {
  const unread = notChecked.map(({ facet }) => facet);
  const facets = (Object.keys(readings) as (keyof typeof readings)[]).filter((facet) => !unread.includes(facet));
  const changed = facetsOf(steps);
  const templates = [
    '/users',
    ...facets.flatMap((facet) => readings[facet]),
    ...steps.map((step) => callOf(step).template),
    '/users/{userId}',
    ...facets.filter((facet) => changed.has(facet)).flatMap((facet) => readings[facet]),
  ];
  return { calls: templates.length, points: templates.reduce((sum, template) => sum + pointsOf(template), 0) };
}
