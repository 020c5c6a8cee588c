import { z } from 'zod';
import { noContent, piecedList, Refusal, single, type Answer } from '../answer.js';
import type { Organization } from '../organization.js';
import type { Group, GroupSettings, User } from '../records.js';
import { renderGroup, renderGroupWithoutDisabled } from '../render.js';
import { demandEditableMembers, protectLastAdmin } from '../rules.js';
import { getGroup, inviteById, parseBody, readFlag, userById, type Call, type Endpoint } from './endpoint.js';
import { patchDocument, touchedFields } from './json-patch.js';

const access = z.enum(['none', 'use', 'edit', 'own']);
const member = z.object({ id: z.string(), is_group_admin: z.boolean().default(false) });

/** What a body may say of a group. Ids and times that are sent back with a whole group are ignored. */
const groupFields = z.object({
  name: z.string().min(1),
  members: z.array(member),
  universal_app_access: access,
  universal_resource_access: access,
  universal_workflow_access: access,
  universal_query_library_access: z.enum(['none', 'use', 'edit']),
  user_invites: z.array(z.object({ id: z.number() })),
  user_list_access: z.boolean(),
  audit_log_access: z.boolean(),
  unpublished_release_access: z.boolean(),
  usage_analytics_access: z.boolean(),
  theme_access: z.boolean(),
  account_details_access: z.boolean(),
  landing_page_app_id: z.uuid().nullable(),
});
const newGroup = groupFields.partial().required({ name: true });
const wholeGroup = groupFields.partial();

type GroupFields = z.output<typeof wholeGroup>;

const read = ['groups:read'];
const write = ['groups:write'];

export const groupEndpoints: Endpoint[] = [
  { method: 'GET', path: '/groups', scopes: read, answer: listGroups },
  { method: 'POST', path: '/groups', scopes: write, answer: createGroup },
  { method: 'GET', path: '/groups/:groupId', scopes: read, answer: readGroup },
  { method: 'PUT', path: '/groups/:groupId', scopes: write, answer: putGroup },
  { method: 'PATCH', path: '/groups/:groupId', scopes: write, answer: patchGroup },
  { method: 'DELETE', path: '/groups/:groupId', scopes: write, answer: deleteGroup },
];

function listGroups({ organization, query }: Call): Answer {
  const wanted = organization.profile.groupNameFilter ? (query.name_contains ?? '').toLowerCase() : '';
  const groups = [...organization.groups.values()]
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((one, other) => one.id - other.id);
  return piecedList(groups.map((group) => renderGroup(organization, group)));
}

function readGroup(call: Call): Answer {
  const { organization, query } = call;
  const group = getGroup(call);
  const withoutDisabled = organization.profile.includeGroups && readFlag(query, 'excludeDisabledUsers');
  return single(withoutDisabled ? renderGroupWithoutDisabled(organization, group) : renderGroup(organization, group));
}

function createGroup({ organization, body }: Call): Answer {
  const fields = parseBody(newGroup, body);
  demandFreeName(organization, fields.name);
  const lists = findLists(organization, fields);
  const group = organization.addGroup({ name: fields.name, ...toSettings(fields) });
  setLists(organization, group, lists);
  return single(renderGroup(organization, group));
}

function putGroup(call: Call): Answer {
  const { organization, body } = call;
  const group = getGroup(call);
  const fields = parseBody(wholeGroup, body);
  demandRenameable(organization, group, fields.name);
  const clears = organization.behaviour.putWithoutLists === 'cleared';
  const lists = findLists(organization, clears ? { members: [], user_invites: [], ...fields } : fields);
  if (group.builtIn === 'all-users') lists.members = undefined;
  demandAdminLeft(organization, group, lists.members);
  organization.updateGroup(group, toSettings(fields));
  setLists(organization, group, lists);
  return single(renderGroup(organization, group));
}

function patchGroup(call: Call): Answer {
  const { organization, body } = call;
  const group = getGroup(call);
  const touched = touchedFields(body);
  const patched = patchDocument(toDocument(organization, group, touched), wholeGroup, body);
  const changed = Object.fromEntries(Object.entries(patched).filter(([name]) => touched.has(name))) as GroupFields;
  demandRenameable(organization, group, changed.name);
  if (changed.members) demandEditableMembers(group);
  const lists = findLists(organization, changed);
  demandAdminLeft(organization, group, lists.members);
  organization.updateGroup(group, toSettings(changed));
  setLists(organization, group, lists);
  return single(renderGroup(organization, group));
}

/** What a patch may change, as a document. Members can be many, so they are in it only when the patch is about them. */
function toDocument(organization: Organization, group: Group, touched: ReadonlySet<string>): Record<string, unknown> {
  const members: z.output<typeof member>[] = [];
  if (touched.has('members')) {
    organization.eachMember(group, { onlyActive: false }, ({ id }, isGroupAdmin) =>
      members.push({ id, is_group_admin: isGroupAdmin }),
    );
  }
  return {
    name: group.name,
    universal_app_access: group.universalAppAccess,
    universal_resource_access: group.universalResourceAccess,
    universal_workflow_access: group.universalWorkflowAccess,
    universal_query_library_access: group.universalQueryLibraryAccess,
    user_list_access: group.userListAccess,
    audit_log_access: group.auditLogAccess,
    unpublished_release_access: group.unpublishedReleaseAccess,
    usage_analytics_access: group.usageAnalyticsAccess,
    ...(organization.profile.themeAccess && { theme_access: group.themeAccess }),
    account_details_access: group.accountDetailsAccess,
    landing_page_app_id: group.landingPageAppId,
    ...(touched.has('members') && { members }),
    ...(touched.has('user_invites') && { user_invites: [...group.inviteIds].map((id) => ({ id })) }),
  };
}

function deleteGroup(call: Call): Answer {
  const group = getGroup(call);
  if (group.builtIn) throw new Refusal(400, `Cannot delete built-in group '${group.name}'`);
  call.organization.removeGroup(group);
  return noContent;
}

function demandRenameable(organization: Organization, group: Group, name: string | undefined): void {
  if (name === undefined || name === group.name) return;
  if (group.builtIn) throw new Refusal(400, `Cannot rename built-in group '${group.name}'`);
  demandFreeName(organization, name);
}

function demandFreeName({ behaviour, groups }: Organization, name: string): void {
  if (behaviour.duplicateGroupName === 'allowed') return;
  for (const group of groups.values()) {
    if (group.name === name) throw new Refusal(409, `Group with name '${name}' already exists`);
  }
}

interface Lists {
  members: Map<User, boolean> | undefined;
  inviteIds: number[] | undefined;
}

function findLists(organization: Organization, { members, user_invites: invites }: GroupFields): Lists {
  return {
    members:
      members && new Map(members.map(({ id, is_group_admin: flag }) => [userById(organization, id), flag] as const)),
    inviteIds: invites?.map(({ id }) => inviteById(organization, id).id),
  };
}

function demandAdminLeft(organization: Organization, group: Group, members: Lists['members']): void {
  if (group.builtIn !== 'admin' || !members) return;
  const isLeft = [...members.keys()].some(({ active }) => active);
  for (const user of group.members.keys()) if (user.active && !isLeft) protectLastAdmin(organization, user);
}

function setLists(organization: Organization, group: Group, { members, inviteIds }: Lists): void {
  if (members) {
    for (const user of [...group.members.keys()]) if (!members.has(user)) organization.removeMember(group, user);
    for (const [user, isGroupAdmin] of members) organization.addMember(group, user, isGroupAdmin);
  }
  if (inviteIds) {
    for (const id of [...group.inviteIds]) organization.removeGroupInvite(group, id);
    for (const id of inviteIds) organization.addGroupInvite(group, id);
  }
}

/** The settings a body names, without what it leaves out. */
function toSettings(fields: GroupFields): Partial<GroupSettings> {
  const settings: { [K in keyof GroupSettings]: GroupSettings[K] | undefined } = {
    name: fields.name,
    universalAppAccess: fields.universal_app_access,
    universalResourceAccess: fields.universal_resource_access,
    universalWorkflowAccess: fields.universal_workflow_access,
    universalQueryLibraryAccess: fields.universal_query_library_access,
    userListAccess: fields.user_list_access,
    auditLogAccess: fields.audit_log_access,
    unpublishedReleaseAccess: fields.unpublished_release_access,
    usageAnalyticsAccess: fields.usage_analytics_access,
    themeAccess: fields.theme_access,
    accountDetailsAccess: fields.account_details_access,
    landingPageAppId: fields.landing_page_app_id,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
