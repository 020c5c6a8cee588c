import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

const mostProblems = 5;

/**
 * What is wrong with a message: for each problem its path and the rule, `data.worker.externalId is missing`. No value,
 * and no key that is not one of ours, because either may be about a person.
 */
export function describeIssues(issues: readonly Issue[], below = ''): string {
  const problems = issues.map((issue) => {
    const path = toText(issue.path, isName);
    // A sender may key by what is about a person: a name of a field and somebody's name look the same.
    const rule = toRule(issue, () => false);
    return `${joinPath(below, path) || 'the message'} ${rule}`;
  });
  const more = problems.length - mostProblems;
  return [...problems.slice(0, mostProblems), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

/**
 * Where a problem is, and the rule.
 *
 * @param isShown whether a key may be repeated
 */
export function describeIssue(issue: Issue, isShown = isName): { path: string; rule: string } {
  return { path: toText(issue.path, isShown), rule: toRule(issue, isShown) };
}

function toRule(issue: Issue, isShown: (key: string) => boolean): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'nonoptional' ? 'is missing' : `is missing, or not ${nameOf(issue.expected)}`;
    case 'unrecognized_keys':
      return issue.keys.length > mostProblems || issue.keys.some((key) => !isShown(key))
        ? 'has a key that is not known'
        : `has a key that is not known: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `is not one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return `is longer than ${issue.maximum}`;
    case 'too_small':
      return `is shorter than ${issue.minimum}`;
    case 'invalid_key':
      return 'has a key that is no name';
    case 'invalid_format':
      return issue.message.startsWith('Invalid ') ? 'does not have the right form' : issue.message;
    case 'custom':
      return issue.message;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? 'is none of what is possible here' : issue.message;
    default:
      return 'is none of what is possible here';
  }
}

function nameOf(type: string): string {
  return { string: 'a text', object: 'an object', record: 'an object', array: 'a list' }[type] ?? `a ${type}`;
}

/** A path below another; either may be empty. */
export function joinPath(above: string, below: string): string {
  return above === '' || below === '' || below.startsWith('[') ? `${above}${below}` : `${above}.${below}`;
}

/** worker.identities[0].id */
function toText(path: readonly PropertyKey[], isShown: (key: string) => boolean): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${isShown(String(step)) ? String(step) : '…'}`))
    .join('')
    .replace(/^\./, '');
}

/** What looks like the name of a field; anything else may be an address in the wrong place. */
function isName(key: string): boolean {
  return /^[a-z][a-z0-9_]{0,39}$/i.test(key);
}
