/** Answers in the shape Retool gives them, with its order of fields. */
export function userAnswer(number: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: `user_${String(number).padStart(32, '0')}`,
    legacy_id: number,
    first_name: 'Ada',
    last_name: `Byrne ${number}`,
    created_at: '2026-02-04T22:09:34.228Z',
    last_active: null,
    email: `ada+${number}@acme.example`,
    active: true,
    metadata: {},
    is_admin: false,
    two_factor_auth_enabled: false,
    user_type: 'default',
    ...fields,
  };
}

export function groupAnswer(number: number, members: unknown[], fields: Record<string, unknown> = {}) {
  return {
    id: number,
    legacy_id: number,
    name: `Group ${number}`,
    members,
    universal_app_access: 'edit',
    universal_resource_access: 'own',
    universal_workflow_access: 'none',
    universal_query_library_access: 'use',
    user_invites: [],
    user_list_access: true,
    audit_log_access: false,
    unpublished_release_access: true,
    usage_analytics_access: false,
    theme_access: false,
    account_details_access: true,
    landing_page_app_id: null,
    updated_at: '2025-11-06T17:00:11.467Z',
    created_at: '2025-11-06T17:00:11.467Z',
    ...fields,
  };
}

export function memberAnswer(number: number, isGroupAdmin = false) {
  const { id, email } = userAnswer(number);
  return { id, email, is_group_admin: isGroupAdmin };
}

export function listAnswer(data: unknown[], end: Record<string, unknown> = {}) {
  return { success: true, data, total_count: data.length, next_token: null, has_more: false, ...end };
}

export function oneAnswer(data: unknown) {
  return { success: true, data };
}
