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
    group: [],
    secondGroup: [],
    remindAfterMs: 4 * hourMs,
    escalateAfterMs: 24 * hourMs,
  },
  accounts: {},
};
