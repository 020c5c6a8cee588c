/** What is looked at to judge a group. Access levels as Retool gives them: none, use, edit, own; null when unknown. */
export interface GroupRights {
  name: string;
  universalAppAccess: string | null;
  universalWorkflowAccess: string | null;
}

/** The built-in group that everybody is in, always. Ids differ between organizations, so it is known by its name. */
export function isAllUsersGroup({ name }: Pick<GroupRights, 'name'>): boolean {
  return name.trim().toLowerCase() === 'all users';
}

/** The built-in group of administrators, known by its name. A user `is_admin` exactly where they are in it. */
export function isAdminGroup({ name }: Pick<GroupRights, 'name'>): boolean {
  return name.trim().toLowerCase() === 'admin';
}

/** The group in which Retool puts people from outside once external apps are enabled. */
export function isExternalUsersGroup({ name }: Pick<GroupRights, 'name'>): boolean {
  return name.trim().toLowerCase() === 'external users';
}

/** Whether members may edit or own any app or workflow. */
export function letsEdit({ universalAppAccess, universalWorkflowAccess }: GroupRights): boolean {
  return [universalAppAccess, universalWorkflowAccess].some((access) => access === 'edit' || access === 'own');
}
