import { accessListEndpoints } from './access-lists.js';
import { accessRequestEndpoints } from './access-requests.js';
import { accessTokenEndpoints } from './access-tokens.js';
import type { Endpoint } from './endpoint.js';
import { groupMemberEndpoints } from './group-members.js';
import { groupEndpoints } from './groups.js';
import { organizationEndpoints } from './organization.js';
import { permissionEndpoints } from './permissions.js';
import { roleGrantEndpoints } from './role-grants.js';
import { userAttributeEndpoints } from './user-attributes.js';
import { userInviteEndpoints } from './user-invites.js';
import { userEndpoints } from './users.js';
import { workflowEndpoints } from './workflows.js';

/** Everything that answers below `/api/v2`. */
export const endpoints: readonly Endpoint[] = [
  ...organizationEndpoints,
  ...userEndpoints,
  ...userAttributeEndpoints,
  ...groupEndpoints,
  ...groupMemberEndpoints,
  ...userInviteEndpoints,
  ...accessTokenEndpoints,
  ...accessRequestEndpoints,
  ...permissionEndpoints,
  ...accessListEndpoints,
  ...roleGrantEndpoints,
  ...workflowEndpoints,
];
