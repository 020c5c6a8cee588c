import type { Policy } from './policy.js';

const hourMs = 3_600_000;

/** What applies where the file says nothing, and all that applies where there is no file. */
export const defaultPolicy: Policy = {
  version: 1,
  defaultTimeZone: null,
  cutOff: null,
  secondLook: { afterMs: 24 * hourMs, repair: false },
  exclusions: [],
  removals: { perAccountAndDay: { count: 5, sharePercent: 2 } },
  approvals: {
    offboard: 'never',
    onboard: 'never',
    move: 'never',
    access: 'never',
    paidSeat: 'always',
    adminGroup: 'always',
    group: [],
    secondGroup: [],
    remindAfterMs: 4 * hourMs,
    escalateAfterMs: 24 * hourMs,
  },
  onboarding: {
    leadTimeMs: 0,
    create: 'user',
    ignoreStartsOlderThanMs: 14 * 24 * hourMs,
    emailDeadlineMs: 24 * hourMs,
  },
  moves: { overlapMs: 0 },
  suspension: { action: 'disable', keepGroups: true },
  matching: null,
  rules: [],
  accounts: {},
};
