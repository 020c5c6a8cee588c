import type { Organization } from './organization.js';
import { companyGroup } from './people-names.js';
import type { BuiltInGroup, Group, GroupSettings } from './records.js';

const dayMs = 86_400_000;

/** Who may do what in the built-in groups, as Retool makes them: app, resource, workflow, query library, then flags. */
const builtInGroups: [BuiltInGroup, string, string[], (keyof GroupSettings)[]][] = [
  [
    'admin',
    'admin',
    ['own', 'own', 'own', 'edit'],
    [
      'userListAccess',
      'auditLogAccess',
      'unpublishedReleaseAccess',
      'usageAnalyticsAccess',
      'themeAccess',
      'accountDetailsAccess',
    ],
  ],
  [
    'editor',
    'editor',
    ['edit', 'own', 'edit', 'edit'],
    ['userListAccess', 'unpublishedReleaseAccess', 'accountDetailsAccess'],
  ],
  ['viewer', 'viewer', ['use', 'use', 'use', 'use'], ['userListAccess', 'accountDetailsAccess']],
  ['all-users', 'All Users', ['edit', 'own', 'edit', 'edit'], ['accountDetailsAccess']],
];

export function addBuiltInGroups(organization: Organization, today: number): void {
  const createdAt = new Date(today - 5 * 365 * dayMs).toISOString();
  for (const [builtIn, name, rights, flags] of builtInGroups) {
    const isClosed = builtIn === 'all-users' && organization.profile.allUsersAccess === 'none';
    organization.addGroup({
      name,
      builtIn,
      ...toRights(isClosed ? ['none', 'none', 'none', 'none'] : rights),
      ...Object.fromEntries(flags.map((flag) => [flag, true])),
      createdAt,
      updatedAt: createdAt,
    });
  }
}

function toRights([app = 'none', resource = 'none', workflow = 'none', queryLibrary = 'none']: string[]) {
  return {
    universalAppAccess: app,
    universalResourceAccess: resource,
    universalWorkflowAccess: workflow,
    universalQueryLibraryAccess: queryLibrary,
  };
}

/** "External Users" where more than the four built-in groups are wanted, then the company's own. */
export function addCompanyGroups(organization: Organization, count: number, today: number): void {
  for (let index = organization.groups.size; index < count; index += 1) {
    const createdAt = new Date(today - organization.random.below(4 * 365 * dayMs)).toISOString();
    const times = { createdAt, updatedAt: createdAt };
    if (index === builtInGroups.length) {
      organization.addGroup({ name: 'External Users', builtIn: 'external-users', ...times });
    } else {
      const { name, app, workflow } = companyGroup(index - builtInGroups.length - 1);
      organization.addGroup({
        name,
        id: organization.nextId('group', 1 + organization.random.below(3)),
        ...toRights([app, 'use', workflow, app === 'use' ? 'use' : 'edit']),
        userListAccess: app === 'own',
        ...times,
      });
    }
  }
}

export function companyGroups(organization: Organization): Group[] {
  return [...organization.groups.values()].filter(({ builtIn }) => builtIn === undefined);
}

/** Fills groups at random, the first ones more than the last ones, until there are so many members in all. */
export function addMemberships(organization: Organization, wanted: number): void {
  const { random, users } = organization;
  const editorAndViewer = [organization.builtInGroup('editor'), organization.builtInGroup('viewer')];
  const groups = [...editorAndViewer.filter((group) => group !== undefined), ...companyGroups(organization)];
  let missing = wanted - users.length;
  for (const { members } of organization.groups.values()) missing -= members.size;
  const room = groups.reduce((sum, { members }) => sum + users.length - members.size, 0);
  missing = Math.min(missing, Math.floor(room * 0.9));
  while (missing > 0) {
    const group = groups[Math.floor(random.next() ** 1.5 * groups.length)] as Group;
    const user = random.pick(users);
    if (group.members.has(user)) continue;
    organization.addMember(group, user, random.chance(0.02));
    missing -= 1;
  }
}
