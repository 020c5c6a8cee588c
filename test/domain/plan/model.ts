import fc from 'fast-check';
import type { AccountRules } from '../../../domain/plan/account-rules.js';
import type { GuardFacts } from '../../../domain/plan/guards.js';
import {
  isSameObject,
  type PresentGroup,
  type PresentState,
  type Reading,
} from '../../../domain/plan/present-state.js';
import type { Step } from '../../../domain/plan/step.js';
import type { WantedState } from '../../../domain/plan/wanted-state.js';

/** What Retool would have after a step, as a model of it. */
export function applyStep(present: PresentState, step: Step): PresentState {
  const { user } = present;
  switch (step.kind) {
    case 'createUser':
      return {
        ...present,
        user: { id: 'user_new', legacyId: 99, active: true, isAdmin: false, seatType: step.seatType ?? null },
      };
    case 'createInvite':
      return changed(present, 'invites', (invites) => [...invites, { id: 999, expiresAt: null }]);
    case 'enableUser':
    case 'disableUser':
      return { ...present, user: user && { ...user, active: step.kind === 'enableUser' } };
    case 'logoutUser':
      return { ...present, sessionsEnded: true };
    case 'setSeat':
      return { ...present, user: user && { ...user, seatType: step.to } };
    case 'addToGroup': {
      const { groupId, groupName, isGroupAdmin } = step;
      const membership = { groupId, groupName, isGroupAdmin };
      return changed(present, 'memberships', (all) => [
        ...all.filter((other) => other.groupId !== groupId),
        membership,
      ]);
    }
    case 'removeFromGroup':
      return changed(present, 'memberships', (all) => all.filter(({ groupId }) => groupId !== step.groupId));
    case 'addGrant': {
      const { object, accessLevel } = step;
      const others = (all: { object: typeof object; accessLevel: string }[]) =>
        all.filter((grant) => !isSameObject(grant.object, object));
      return changed(present, 'grants', (all) => [...others(all), { object, accessLevel }]);
    }
    case 'revokeGrant':
      return changed(present, 'grants', (all) => all.filter(({ object }) => !isSameObject(object, step.object)));
    case 'addRoleGrant': {
      const { roleId, object } = step;
      return changed(present, 'roleGrants', (all) => [...all, { id: `new ${step.id}`, roleId, object }]);
    }
    case 'revokeRoleGrant':
      return changed(present, 'roleGrants', (all) => all.filter(({ id }) => id !== step.roleGrantId));
    case 'deleteInvite':
      return changed(present, 'invites', (all) => all.filter(({ id }) => id !== step.inviteId));
    case 'denyAccessRequest':
      return changed(present, 'accessRequests', (all) => all.filter(({ id }) => id !== step.requestId));
    case 'createGroup':
      return { ...present, groups: [...groupsOf(present), { id: 999, name: step.name, members: 0 }] };
    case 'renameGroup': {
      const { groupId, to: name } = step;
      return { ...present, groups: groupsOf(present).map((one) => (one.id === groupId ? { ...one, name } : one)) };
    }
    case 'deleteGroup':
      return { ...present, groups: groupsOf(present).filter(({ id }) => id !== step.groupId) };
  }
}

const groupsOf = ({ groups = [] }: PresentState): PresentGroup[] => groups;

export function applySteps(present: PresentState, steps: Step[]): PresentState {
  return steps.reduce(applyStep, present);
}

/** As `applySteps` in a version of before 3.244, which takes nobody out of a group while they are disabled. */
export function applyStepsBefore3244(present: PresentState, steps: Step[]): PresentState {
  const isInVain = (now: PresentState, { kind }: Step) => kind === 'removeFromGroup' && now.user?.active === false;
  return steps.reduce((now, step) => (isInVain(now, step) ? now : applyStep(now, step)), present);
}

type ListFacet = 'memberships' | 'invites' | 'accessRequests' | 'grants' | 'roleGrants';
type ItemOf<Facet extends ListFacet> = Extract<PresentState[Facet], { read: true }>['value'][number];

function changed<Facet extends ListFacet>(
  present: PresentState,
  facet: Facet,
  change: (items: ItemOf<Facet>[]) => ItemOf<Facet>[],
): PresentState {
  const reading = present[facet] as Reading<ItemOf<Facet>[]>;
  return reading.read ? { ...present, [facet]: { read: true, value: change(reading.value) } } : present;
}

/** A state with its lists in one order, so that two can be compared. */
export function sorted(present: PresentState): unknown {
  const sortedReading = (reading: Reading<unknown[]>) =>
    reading.read ? reading.value.map((item) => JSON.stringify(item, withoutRoleGrantIds)).sort() : reading;
  const { user, memberships, grants, roleGrants } = present;
  return {
    user,
    memberships: sortedReading(memberships),
    grants: sortedReading(grants),
    roleGrants: sortedReading(roleGrants),
  };
}

/** Retool gives the ids of role grants anew. */
function withoutRoleGrantIds(this: unknown, key: string, value: unknown): unknown {
  return key === 'id' && typeof this === 'object' && this !== null && 'roleId' in this ? undefined : value;
}

export const someUser = { id: 'user_a', legacyId: 7, active: true, isAdmin: false, seatType: null };

export const noState: PresentState = {
  user: someUser,
  memberships: { read: true, value: [] },
  invites: { read: true, value: [] },
  accessRequests: { read: true, value: [] },
  grants: { read: true, value: [] },
  roleGrants: { read: true, value: [] },
  tokens: { read: true, value: [] },
  workflows: { read: true, value: [] },
  sentInvites: { read: true, value: [] },
  sessionsEnded: false,
};

export const newest: AccountRules = { features: { removesDisabledMembers: true, userLogout: true }, namedSeats: false };
export const old: AccountRules = { features: { removesDisabledMembers: false, userLogout: false }, namedSeats: false };

/** What the guards know where nothing speaks against anything. */
export const harmless: GuardFacts = {
  account: { name: 'acme', access: 'write', state: 'active' },
  frozen: null,
  exclusion: null,
  otherAdmins: { read: true, value: 2 },
  tokenOwner: 'somebody-else',
  missingScopes: [],
  removals: { lastDay: 0, allowed: 10 },
  asks: { paidSeat: true, seatOfEnabled: true, adminGroup: true },
  unknownGroups: [],
  noUser: null,
  groupsInRules: [],
  overridden: [],
};

function reading<T>(items: fc.Arbitrary<T[]>): fc.Arbitrary<Reading<T[]>> {
  const unread: Reading<T[]> = { read: false, why: { kind: 'scope-missing', scope: 'x:read' } };
  return fc.oneof(
    { weight: 5, arbitrary: items.map((value) => ({ read: true as const, value })) },
    fc.constant(unread),
  );
}

const object = fc.record({ type: fc.constantFrom('app', 'folder'), id: fc.constantFrom('1', '2', '3') });
const level = fc.constantFrom('use', 'edit', 'own');
const invites = fc.uniqueArray(fc.record({ id: fc.nat(20), expiresAt: fc.constant(null) }), {
  selector: ({ id }) => id,
});

const groups = fc.uniqueArray(fc.record({ groupId: fc.integer({ min: 2, max: 9 }), isGroupAdmin: fc.boolean() }), {
  selector: ({ groupId }) => groupId,
});

export const memberships = groups.map((all) =>
  all.map(({ groupId, isGroupAdmin }) => ({ groupId, groupName: `group ${groupId}`, isGroupAdmin })),
);

const grantsList = fc.uniqueArray(fc.record({ object, accessLevel: level }), {
  selector: (grant) => `${grant.object.type}:${grant.object.id}`,
});

const roleGrantsList = fc.uniqueArray(
  fc.record({ id: fc.uuid(), roleId: fc.constantFrom('r1', 'r2'), object: fc.option(object) }),
  { selector: (grant) => `${grant.roleId} ${JSON.stringify(grant.object)}` },
);

const creation = { how: 'user' as const, email: 'ada@acme.example', firstName: 'Ada', lastName: 'Byrne' };
const seat = fc.constantFrom(undefined, 'builder' as const, 'internalUser' as const, 'externalUser' as const);
const nothingElse = { present: [], absent: 'all-others' as const };

/** What rules may want of somebody who comes back. */
export const anyRehire: fc.Arbitrary<WantedState> = fc.record({ memberships, seat }).map((given) => ({
  active: true,
  creation,
  ...(given.seat && { seat: given.seat }),
  memberships: { present: given.memberships, absent: 'all-others' },
  grants: nothingElse,
  roleGrants: nothingElse,
}));

/** What rules may want of somebody who starts, or of a mover before and after the overlap. */
export const anyByRules: fc.Arbitrary<WantedState> = fc
  .record({ memberships, seat, active: fc.boolean(), isLater: fc.boolean() })
  .map((given) => ({
    ...(given.active && { active: true }),
    creation,
    ...(given.seat && { seat: given.seat, ...(!given.isLater && { keepsLargerSeat: true as const }) }),
    memberships: {
      present: given.memberships,
      absent: given.isLater ? [2, 3, 4].filter((id) => !given.memberships.some(({ groupId }) => groupId === id)) : [],
    },
  }));

/** Any person in any account. */
export const anyState: fc.Arbitrary<PresentState> = fc.record({
  user: fc.option(
    fc.record({
      id: fc.constant('user_a'),
      legacyId: fc.option(fc.nat()),
      active: fc.boolean(),
      isAdmin: fc.option(fc.boolean()),
      seatType: fc.constantFrom(null, 'builder', 'internalUser', 'externalUser'),
    }),
    { freq: 6 },
  ),
  memberships: reading(memberships),
  invites: reading(invites),
  accessRequests: reading(fc.uniqueArray(fc.record({ id: fc.nat(9) }), { selector: ({ id }) => id })),
  grants: reading(grantsList),
  roleGrants: reading(roleGrantsList),
  tokens: fc.constant({ read: true as const, value: [] }),
  workflows: fc.constant({ read: true as const, value: [] }),
  sentInvites: reading(invites),
  sessionsEnded: fc.boolean(),
});

export const anyRules: fc.Arbitrary<AccountRules> = fc.record({
  features: fc.record({ removesDisabledMembers: fc.boolean(), userLogout: fc.boolean() }),
  namedSeats: fc.boolean(),
});
