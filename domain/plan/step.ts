import { isAdminGroup } from '../group-rights.js';
import type { GrantedObject } from './present-state.js';

/**
 * One change of an account, as a wished state: repeating it is safe. It holds all that is needed to carry it out, to
 * prove it and to undo it.
 */
export type Step =
  | StepOf<'createUser', { email: string; firstName: string; lastName: string; seatType?: string }>
  | StepOf<'createInvite', { email: string; groupIds: number[]; groupNames: string[] }>
  | StepOf<'enableUser', UserTarget>
  /** `wasAdmin`: also where nobody could tell. */
  | StepOf<'disableUser', UserTarget & { wasAdmin: boolean }>
  | StepOf<'logoutUser', UserTarget>
  | StepOf<'setSeat', UserTarget & { from: string | null; to: string }>
  | StepOf<'addToGroup', GroupTarget & { isGroupAdmin: boolean; before: { isGroupAdmin: boolean } | null }>
  | StepOf<'removeFromGroup', GroupTarget & { wasGroupAdmin: boolean }>
  | StepOf<'addGrant', UserTarget & { object: GrantedObject; accessLevel: string; before: string | null }>
  | StepOf<'revokeGrant', UserTarget & { object: GrantedObject; accessLevel: string }>
  | StepOf<'addRoleGrant', UserTarget & { roleId: string; object: GrantedObject | null }>
  | StepOf<'revokeRoleGrant', UserTarget & { roleGrantId: string; roleId: string; object: GrantedObject | null }>
  | StepOf<'deleteInvite', { inviteId: number; expiresAt: string | null }>
  | StepOf<'denyAccessRequest', { requestId: number }>
  | StepOf<'createGroup', { name: string }>
  | StepOf<'renameGroup', { groupId: number; from: string; to: string }>
  | StepOf<'deleteGroup', { groupId: number; groupName: string }>;

export type StepKind = Step['kind'];

export type StepOfKind<Kind extends StepKind> = Extract<Step, { kind: Kind }>;

interface UserTarget {
  userId: string;
}

interface GroupTarget extends UserTarget {
  groupId: number;
  groupName: string;
}

type StepOf<Kind extends string, Target> = {
  /** Stable: the same change has the same id in every plan. */
  id: string;
  kind: Kind;
  /** Why, in words. */
  reason: string;
} & Target;

/** What the API cannot take away from a leaver, so that somebody has to. */
export type HandOver =
  | { what: 'token'; id: string; label: string; last4: string; scopes: string[]; isOurs: boolean }
  | {
      what: 'workflow';
      id: string;
      name: string;
      crontab: string | null;
      timeZone: string | null;
      isEnabled: boolean | null;
    }
  | { what: 'sent-invite'; id: number; expiresAt: string | null }
  /** They may be the person, too: nothing says so for certain. */
  | { what: 'other-user'; id: string }
  /** Former addresses and aliases that Retool refused to look up: somebody may have one. */
  | { what: 'other-addresses'; count: number }
  /** To an address that is somebody else's now, so that it may be theirs. */
  | { what: 'shared-invite'; id: number; expiresAt: string | null };

/** Whether a step can take the power of an administrator away. */
export function lowersAdmin(step: Step): boolean {
  if (step.kind === 'disableUser') return step.wasAdmin;
  return step.kind === 'removeFromGroup' && isAdminGroup({ name: step.groupName });
}

/** The id of an object within ids of steps. */
export function objectKey(object: GrantedObject | null): string {
  return object ? `${object.type}:${object.id}` : 'organization';
}
