import type { FailedCondition, NotMatched } from './match-rules.js';
import { nameInPolicy } from './rule-attributes.js';

/** Why a rule gives somebody nothing, in words, without the full stop: title is "Clerk", not Head of * or Controller. */
export function describeNotMatched(why: NotMatched): string {
  switch (why.kind) {
    case 'other-accounts':
      return `only for ${why.accounts.join(', ')}`;
    case 'conditions':
      return why.failed.map(describeCondition).join('; ');
    case 'decided-before':
      return `it matches, but "${why.by}" comes first and decides`;
    case 'denied':
      return `it matches, but "${why.by}" gives no access`;
  }
}

function describeCondition({ attribute, wanted, value }: FailedCondition): string {
  const name = nameInPolicy(attribute);
  const values = wanted.join(' or ');
  if (value === undefined || value.trim() === '') return `${name} is not known; the rule wants ${values}`;
  return `${name} is "${value}", not ${values}`;
}
