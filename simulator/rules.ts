import { Refusal } from './answer.js';
import type { Organization } from './organization.js';
import type { Group, User } from './records.js';

/** Disables a user. Refuses to disable the last enabled admin where the account is set to that. */
export function disableUser(organization: Organization, user: User): void {
  protectLastAdmin(organization, user);
  organization.updateUser(user, { active: false });
}

/** Deletes a user for good, as releases before 3.102 do. */
export function removeUser(organization: Organization, user: User): void {
  protectLastAdmin(organization, user);
  organization.removeUser(user);
}

/** Refuses with 400 to take admin from the only one left who has it and is enabled, where the account is set to that. */
export function protectLastAdmin(organization: Organization, user: User): void {
  if (organization.behaviour.lastAdmin === 'allowed') return;
  const admins = [...(organization.builtInGroup('admin')?.members.keys() ?? [])].filter(({ active }) => active);
  if (admins.length === 1 && admins[0] === user) {
    throw new Refusal(400, 'Organization must have at least one admin');
  }
}

/** Members of "All Users" come and go with the users themselves. */
export function demandEditableMembers(group: Group): void {
  if (group.builtIn === 'all-users') throw new Refusal(400, `Cannot edit the members of group '${group.name}'`);
}

/** People from outside are put into "External Users" where that group exists. */
export function joinExternalUsers(organization: Organization, user: User): void {
  const externalUsers = organization.builtInGroup('external-users');
  const isInternal = user.email.toLowerCase().endsWith(`@${organization.domain.toLowerCase()}`);
  if (externalUsers && !isInternal) organization.addMember(externalUsers, user, false);
}
