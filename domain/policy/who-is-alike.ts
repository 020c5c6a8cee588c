import type { PersonAttributes } from '../people/person-attributes.js';
import { isMet } from './match-rules.js';
import type { AccessRule, RuleCondition } from './policy.js';

/**
 * Gives people for whom the same rules hold the same text, so that they are judged once. Each condition looks at each
 * value once.
 */
export function createLikeness(rules: readonly AccessRule[]): (attributes: PersonAttributes) => string {
  const judges = rules.map(({ when }) => when.map(createJudge));
  return (attributes) => judges.map((when) => (when.every((judge) => judge(attributes)) ? '1' : '0')).join('');
}

function createJudge(condition: RuleCondition): (attributes: PersonAttributes) => boolean {
  const known = new Map<string | undefined, boolean>();
  return (attributes) => {
    const value = attributes[condition.attribute];
    const isSo = known.get(value) ?? isMet(condition, attributes);
    known.set(value, isSo);
    return isSo;
  };
}
