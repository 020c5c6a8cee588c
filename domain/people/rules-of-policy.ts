import type { Policy } from '../policy/policy.js';
import type { PeopleRules } from './people-rules.js';

/** What the policy says about people, as decisions about runs need it. */
export function toPeopleRules({ defaultTimeZone, cutOff, onboarding, rules }: Policy): PeopleRules {
  const { leadTimeMs, ignoreStartsOlderThanMs } = onboarding;
  const looked = rules.flatMap(({ when }) => when.map(({ attribute }) => attribute));
  return {
    // Without a policy nobody has said where days are meant; each run says which zone it went by.
    defaultTimeZone: defaultTimeZone ?? 'UTC',
    ...{ cutOff, leadTimeMs, ignoreStartsOlderThanMs },
    attributes: [...new Set(looked)].sort(),
  };
}
