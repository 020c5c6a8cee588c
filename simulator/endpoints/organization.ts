import { z } from 'zod';
import { noContent, single, type Answer } from '../answer.js';
import { renderOrganization } from '../render.js';
import type { Call, Endpoint } from './endpoint.js';
import { patchDocument, replaceBody } from './json-patch.js';

const settings = z.object({
  request_access_enabled: z.boolean(),
  ai_support_bot_disabled: z.boolean(),
  retool_forms_disabled: z.boolean(),
  release_management_enabled: z.boolean(),
  cache_queries_per_user: z.boolean().nullable(),
  apply_preloaded_css_to_homepage: z.boolean(),
  preloaded_css: z.string().nullable(),
  preloaded_javascript: z.string().nullable(),
  javascript_links: z.array(z.string()),
  workflow_run_retention_period_mins: z.number(),
  app_owners_permissions_management: z.boolean(),
  two_factor_auth_required: z.boolean(),
  two_factor_auth_type: z.enum(['fido2', 'otp']).nullable(),
  disable_new_login_ip_notification_email: z.boolean(),
  hide_environment_toggle: z.boolean().optional(),
});

/** The three paths are documented with a trailing slash; it is accepted with and without. */
export const organizationEndpoints: Endpoint[] = [
  { method: 'GET', path: '/organization', scopes: ['organization:read'], answer: readOrganization },
  { method: 'PATCH', path: '/organization', scopes: ['organization:write'], answer: patchOrganization },
  {
    method: 'POST',
    path: '/organization/invalidate_sessions',
    scopes: ['organization:write'],
    existsIn: (profile) => profile.invalidateSessions,
    answer: invalidateSessions,
  },
];

function readOrganization({ organization }: Call): Answer {
  return single(renderOrganization(organization));
}

function patchOrganization({ organization, body }: Call): Answer {
  organization.settings = patchDocument(organization.settings, settings, body, replaceBody);
  return single(renderOrganization(organization));
}

/** Signs out everyone. */
function invalidateSessions({ organization }: Call): Answer {
  for (const user of organization.users) organization.endSessions(user);
  return noContent;
}
