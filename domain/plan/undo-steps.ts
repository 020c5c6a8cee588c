import type { Step, StepOfKind } from './step.js';
import type { WantedState } from './wanted-state.js';

/** A step that nothing can undo, and why. */
export interface NoUndo {
  step: Step;
  why: string;
}

/**
 * The wanted state that brings back exactly what a list of steps took or gave, and the steps that nothing can undo.
 *
 * @param steps those that were carried out
 */
export function undoSteps(steps: Step[]): { wanted: WantedState; noUndo: NoUndo[] } {
  const only = <Kind extends Step['kind']>(kind: Kind) =>
    steps.filter((step): step is StepOfKind<Kind> => step.kind === kind);
  const ofGroups = firstOfEachGroup([...only('removeFromGroup'), ...only('addToGroup')], steps);
  const memberships: NonNullable<WantedState['memberships']> = {
    present: ofGroups.flatMap((step) => {
      if (step.kind === 'removeFromGroup') return [{ ...groupOf(step), isGroupAdmin: step.wasGroupAdmin }];
      return step.before ? [{ ...groupOf(step), ...step.before }] : [];
    }),
    absent: ofGroups.flatMap((step) => (step.kind === 'addToGroup' && !step.before ? [step.groupId] : [])),
  };
  const grants: NonNullable<WantedState['grants']> = {
    present: [
      ...only('revokeGrant').map(({ object, accessLevel }) => ({ object, accessLevel })),
      ...only('addGrant').flatMap(({ object, before }) => (before === null ? [] : [{ object, accessLevel: before }])),
    ],
    absent: only('addGrant').flatMap(({ object, before }) => (before === null ? [object] : [])),
  };
  const roleGrants: NonNullable<WantedState['roleGrants']> = {
    present: only('revokeRoleGrant').map(({ roleId, object }) => ({ roleId, object })),
    absent: only('addRoleGrant').map(({ roleId, object }) => ({ roleId, object })),
  };
  const seat = only('setSeat').map(({ from }) => from)[0];
  const active = formerlyActive(steps);
  return {
    wanted: {
      ...(active !== undefined && { active }),
      ...(only('createInvite').length > 0 && { invites: 'none' }),
      ...(isSeat(seat) && { seat }),
      ...(isAnything(memberships) && { memberships }),
      ...(isAnything(grants) && { grants }),
      ...(isAnything(roleGrants) && { roleGrants }),
    },
    noUndo: steps.flatMap((step) => {
      const why = whyNoUndo(step);
      return why === undefined ? [] : [{ step, why }];
    }),
  };
}

function formerlyActive(steps: Step[]): boolean | undefined {
  const first = steps.find(({ kind }) => kind === 'disableUser' || kind === 'enableUser' || kind === 'createUser');
  return first && first.kind === 'disableUser';
}

/** Why nothing brings back what a step changed; undefined when something does. */
export function whyNoUndo(step: Step): string | undefined {
  switch (step.kind) {
    case 'logoutUser':
      return 'sessions that were ended do not come back: they sign in again';
    case 'deleteInvite':
      return 'a deleted invite does not come back: send a new one';
    case 'denyAccessRequest':
      return 'a denied request stays denied: they can ask again';
    case 'createGroup':
    case 'renameGroup':
    case 'deleteGroup':
      return 'a group is changed back by a request of its own: steward group';
    case 'setSeat':
      return isSeat(step.from) ? undefined : 'Retool told no seat before';
    default:
      return undefined;
  }
}

function groupOf({ groupId, groupName }: { groupId: number; groupName: string }) {
  return { groupId, groupName };
}

/** Of several changes of one group the first one says what was there before. */
function firstOfEachGroup<Change extends Step & { groupId: number }>(changes: Change[], inOrder: Step[]): Change[] {
  const isFirst = (step: Change) =>
    changes.every((other) => other.groupId !== step.groupId || inOrder.indexOf(step) <= inOrder.indexOf(other));
  return changes.filter(isFirst);
}

function isAnything({ present, absent }: { present: unknown[]; absent: 'all-others' | unknown[] }): boolean {
  return present.length + absent.length > 0;
}

function isSeat(seat: string | null | undefined): seat is 'builder' | 'internalUser' | 'externalUser' {
  return seat === 'builder' || seat === 'internalUser' || seat === 'externalUser';
}
