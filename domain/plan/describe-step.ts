import { describeFailure } from '../failure-words.js';
import type { NotRead } from './present-state.js';
import type { Facet } from './plan-account.js';
import type { HandOver, Step } from './step.js';

/** A step in a few words, for a list: what will be done. No name or email of a person. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'createUser':
      return 'create the user';
    case 'createInvite':
      return 'send an invite';
    case 'enableUser':
      return 'enable the user';
    case 'disableUser':
      return 'disable the user';
    case 'logoutUser':
      return 'end all sessions';
    case 'setSeat':
      return `set the seat to ${step.to}${step.from === null ? '' : ` (now ${step.from})`}`;
    case 'addToGroup':
      if (step.before) return `${step.isGroupAdmin ? 'make' : 'no longer'} group admin of ${step.groupName}`;
      return `add to ${step.groupName}${step.isGroupAdmin ? ' as group admin' : ''}`;
    case 'removeFromGroup':
      return `remove from ${step.groupName}${step.wasGroupAdmin ? ' (group admin)' : ''}`;
    case 'addGrant':
      return `grant ${step.accessLevel} on ${step.object.type} ${step.object.id}`;
    case 'revokeGrant':
      return `revoke ${step.accessLevel} on ${step.object.type} ${step.object.id}`;
    case 'addRoleGrant':
      return `give role ${step.roleId}`;
    case 'revokeRoleGrant':
      return `take role ${step.roleId}`;
    case 'deleteInvite':
      return `delete invite ${step.inviteId}`;
    case 'denyAccessRequest':
      return `deny access request ${step.requestId}`;
    case 'createGroup':
      return `create group ${step.name}`;
    case 'renameGroup':
      return `rename group ${step.from} to ${step.to}`;
    case 'deleteGroup':
      return `delete group ${step.groupName}`;
  }
}

/** What has to be handed over, in a few words. */
export function describeHandOver(item: HandOver): string {
  switch (item.what) {
    case 'token':
      return `access token "${item.label}" …${item.last4} (${item.scopes.join(', ') || 'no scopes'})${item.isOurs ? ': the steward works with it' : ''}`;
    case 'workflow':
      return `workflow "${item.name}" (${describeSchedule(item)})`;
    case 'sent-invite':
      return `invite ${item.id} sent to somebody else, open`;
    case 'other-user':
      return `user ${item.id} has a former address or an alias of this person and is enabled: look whether it is theirs`;
    case 'other-addresses':
      return `Retool refused to look up ${item.count} of their former addresses and aliases: look whether a user has one`;
    case 'shared-invite':
      return `invite ${item.id} to an address that is somebody else's now: left as it is`;
  }
}

function describeSchedule({ crontab, timeZone, isEnabled }: Extract<HandOver, { what: 'workflow' }>): string {
  const state = isEnabled === null ? 'enabled or not is not told' : isEnabled ? 'enabled' : 'not enabled';
  return crontab === null ? state : `runs at ${crontab}${timeZone === null ? '' : ` ${timeZone}`}, ${state}`;
}

const facetWords: Record<Facet, string> = {
  memberships: 'groups',
  invites: 'invites',
  accessRequests: 'access requests',
  grants: 'direct grants',
  roleGrants: 'roles',
  tokens: 'access tokens',
  workflows: 'workflows',
  sentInvites: 'invites they sent',
  sessions: 'sessions',
};

/** What was not checked and why, in a few words. */
export function describeNotChecked({ facet, why }: { facet: Facet; why: NotRead }): string {
  return `${facetWords[facet]} (${describeNotRead(why)})`;
}

function describeNotRead(why: NotRead): string {
  switch (why.kind) {
    case 'scope-missing':
      return `no ${why.scope}`;
    case 'version-too-old':
      return `from Retool ${why.since} on`;
    case 'plan-too-small':
      return 'not in this plan of Retool';
    case 'failed':
      return `could not be read: ${describeFailure(why.failure)}`;
    case 'later':
      return 'read after the disabling';
    case 'not-asked':
      return 'nothing is wanted of it';
  }
}
