import type { Profile } from './profiles.js';

/** The organization's settings in the order of the specification, without the id. */
export function initialSettings(profile: Profile): Record<string, unknown> {
  return {
    request_access_enabled: true,
    ai_support_bot_disabled: false,
    retool_forms_disabled: false,
    release_management_enabled: true,
    cache_queries_per_user: null,
    apply_preloaded_css_to_homepage: false,
    preloaded_css: null,
    preloaded_javascript: null,
    javascript_links: [],
    workflow_run_retention_period_mins: 43_200,
    app_owners_permissions_management: true,
    two_factor_auth_required: false,
    two_factor_auth_type: null,
    disable_new_login_ip_notification_email: false,
    ...(profile.hideEnvironmentToggle && { hide_environment_toggle: false }),
  };
}
