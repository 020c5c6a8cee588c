import type { AccountRules } from './account-rules.js';
import { type NotRead, type PresentState, type Reading, valueOf } from './present-state.js';
import { planGrants } from './plan-grants.js';
import { planGroupChange } from './plan-group-change.js';
import { planGroups } from './plan-groups.js';
import { planRoleGrants } from './plan-role-grants.js';
import { planUser } from './plan-user.js';
import type { HandOver, Step, StepKind } from './step.js';
import { orderSteps } from './step-order.js';
import type { WantedState } from './wanted-state.js';

/** What has to change in one account so that a person has what is wanted. No steps: nothing to do. */
export interface AccountPlan {
  steps: Step[];
  handOver: HandOver[];
  notChecked: NotChecked[];
}

/** A part of the present state that could not be read though something is wanted of it. */
export interface NotChecked {
  facet: Facet;
  why: NotRead;
}

export const facets = [
  'memberships',
  'invites',
  'accessRequests',
  'grants',
  'roleGrants',
  'tokens',
  'workflows',
  'sentInvites',
  'sessions',
] as const;

export type Facet = (typeof facets)[number];

/**
 * Plans the way from the present to the wanted state. Pure: the same facts give the same plan, and what is so already
 * gives no step.
 */
export function planAccount(present: PresentState, wanted: WantedState, rules: AccountRules): AccountPlan {
  const steps = [
    ...planUser(present, wanted, rules),
    ...planGroups(present, wanted),
    ...planInvites(present, wanted),
    ...planAccessRequests(present, wanted),
    ...planGrants(present, wanted),
    ...planRoleGrants(present, wanted),
    ...planGroupChange(present, wanted),
  ];
  return {
    steps: orderSteps(steps, rules),
    handOver: wanted.handOver ? findHandOver(present) : [],
    notChecked: findNotChecked(present, wanted, rules),
  };
}

function planInvites(present: PresentState, wanted: WantedState): Step[] {
  if (wanted.invites !== 'none') return [];
  return valueOf(present.invites).map(({ id, expiresAt }) => ({
    id: `deleteInvite/${id}`,
    kind: 'deleteInvite',
    inviteId: id,
    expiresAt,
    reason: 'an open invite is a way back in',
  }));
}

function planAccessRequests(present: PresentState, wanted: WantedState): Step[] {
  if (wanted.accessRequests !== 'none') return [];
  return valueOf(present.accessRequests).map(({ id }) => ({
    id: `denyAccessRequest/${id}`,
    kind: 'denyAccessRequest',
    requestId: id,
    reason: 'nobody shall grant it by mistake',
  }));
}

function findHandOver({
  tokens,
  workflows,
  sentInvites,
  sharedInvites = [],
  mayAlsoBe = [],
  notLookedUp = 0,
}: PresentState): HandOver[] {
  return [
    ...valueOf(tokens).map((token) => ({ what: 'token' as const, ...token })),
    ...valueOf(workflows).map((workflow) => ({ what: 'workflow' as const, ...workflow })),
    ...valueOf(sentInvites).map((invite) => ({ what: 'sent-invite' as const, ...invite })),
    ...mayAlsoBe.map((id) => ({ what: 'other-user' as const, id })),
    ...(notLookedUp > 0 ? [{ what: 'other-addresses' as const, count: notLookedUp }] : []),
    ...sharedInvites.map((invite) => ({ what: 'shared-invite' as const, ...invite })),
  ];
}

function findNotChecked(present: PresentState, wanted: WantedState, { features }: AccountRules): NotChecked[] {
  const asksForInvites = wanted.invites !== undefined || (!present.user && wanted.creation?.how === 'invite');
  const asked: [Facet, Reading<unknown>, boolean][] = [
    ['memberships', present.memberships, wanted.memberships !== undefined],
    ['invites', present.invites, asksForInvites],
    ['accessRequests', present.accessRequests, wanted.accessRequests !== undefined],
    ['grants', present.grants, wanted.grants !== undefined],
    ['roleGrants', present.roleGrants, wanted.roleGrants !== undefined],
    ['tokens', present.tokens, wanted.handOver === true],
    ['workflows', present.workflows, wanted.handOver === true],
    ['sentInvites', present.sentInvites, wanted.handOver === true],
  ];
  const notChecked = asked.flatMap(([facet, reading, isAsked]) =>
    isAsked && !reading.read ? [{ facet, why: reading.why }] : [],
  );
  if (wanted.sessions && present.user && !features.userLogout) {
    notChecked.push({ facet: 'sessions', why: { kind: 'version-too-old', since: '3.363' } });
  }
  return notChecked;
}

/**
 * What an approval is about: from which user something is taken, and whether an administrator loses or somebody gains
 * access. A plan of another weight has to be approved anew; another group more or less has not.
 */
export function weightOf({ steps }: AccountPlan): string {
  const weighty = steps.flatMap((step) => {
    const from = 'userId' in step && takingKinds.includes(step.kind) ? [`from ${step.userId}`] : [];
    if (step.kind === 'disableUser') return [...from, `${step.id}${step.wasAdmin ? ' admin' : ''}`];
    return weightyKinds.includes(step.kind) ? [step.id] : from;
  });
  return [...new Set(weighty)].join('\n');
}

const takingKinds: StepKind[] = ['disableUser', 'logoutUser', 'removeFromGroup', 'revokeGrant', 'revokeRoleGrant'];

const weightyKinds: StepKind[] = [
  'enableUser',
  'createUser',
  'createInvite',
  'createGroup',
  'renameGroup',
  'deleteGroup',
];

/** What of that weight somebody gains. */
export function givesOf(weight: string): string {
  const gives = (line: string) => givingKinds.some((kind) => line === kind || line.startsWith(`${kind}/`));
  return weight.split('\n').filter(gives).join('\n');
}

const givingKinds: StepKind[] = ['enableUser', 'createUser', 'createInvite'];

/** Whether all that weighs in a plan was approved; a plan of which a part is done, or about no admin after all, weighs less. */
export function isApproved(weight: string, approved: string): boolean {
  const known = approved.split('\n');
  return weight.split('\n').every((one) => one === '' || known.includes(one) || known.includes(`${one} admin`));
}
