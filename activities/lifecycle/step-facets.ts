import type { Facet } from '../../domain/plan/plan-account.js';
import type { Step, StepKind } from '../../domain/plan/step.js';

const facetByKind: Partial<Record<StepKind, Facet>> = {
  addToGroup: 'memberships',
  removeFromGroup: 'memberships',
  addGrant: 'grants',
  revokeGrant: 'grants',
  addRoleGrant: 'roleGrants',
  revokeRoleGrant: 'roleGrants',
  createInvite: 'invites',
  deleteInvite: 'invites',
  denyAccessRequest: 'accessRequests',
};

/** What has to be read to see whether steps are as promised, beside the user itself. */
export function facetsOf(steps: Step[]): Set<Facet> {
  return new Set(steps.flatMap(({ kind }) => facetByKind[kind] ?? []));
}
