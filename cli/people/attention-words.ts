import type { AttentionKind } from '../../domain/people/attention.js';

interface Words {
  text: string;
  /** What `--apply` does; without it there is nothing to apply. */
  apply?: string;
}

/** What is to be decided about a person, in words. */
export const attentionWords: Record<AttentionKind, Words> = {
  'hire-cancelled-while-active': {
    text: 'HR called the start off, and the person works here already',
    apply: 'the person never came: access is taken away now',
  },
  'hired-while-ending': {
    text: 'HR announced a start although an end is planned',
    apply: 'the planned end does not count any more',
  },
  'rehired-while-active': {
    text: 'HR announced a new employment although the old one has no end',
    apply: 'the old employment ends the day before, and the new one begins',
  },
  'ended-before-rehire': {
    text: 'HR told an end between the last one and the first day of the employment that goes on, and not which of the two it is of',
    apply: 'the employment that goes on is over at once',
  },
  'restored-after-end': { text: 'access was restored somewhere for somebody who has left' },
  'access-is-gone': {
    text: 'HR called the end off after access was taken away',
    apply: 'access is given again, by today’s rules',
  },
  'left-by-one-source': {
    text: 'one HR system says they left, and another still has them',
  },
  'possible-conversion': {
    text: 'somebody else with the same work email works here: the offboarding waits, because both may be one person',
  },
  'address-of-several-people': { text: 'somebody else who works here has the same work email' },
  'address-looks-like-another': {
    text: 'the work email has letters of another script and looks like that of somebody else',
  },
  'first-heard-of-as-leaver': { text: 'the first that was heard of this person was the end' },
  'record-erased-at-source': { text: 'HR erased the record of somebody who works here' },
  'missing-from-roster': { text: 'a roster that had this person, or a contract of theirs, does not have it any more' },
};

/** The kind of what is to be decided, by its id. */
export function attentionKind(id: string): AttentionKind {
  return id.slice(0, Math.max(id.indexOf('/'), 0)) as AttentionKind;
}

/** @param connectionNames by their ids; see `readHrConnectionNames` */
export function describeAttention(id: string, connectionNames: ReadonlyMap<string, string>): string {
  const kind = attentionKind(id);
  const other = id.slice(id.indexOf('/') + 1);
  if (kind === 'left-by-one-source') {
    const [left, has] = other.split('/').map((connectionId) => connectionNames.get(connectionId) ?? connectionId);
    return `${left} says they left, ${has} still has them: access stays. Have ${has} end them too, or \`steward offboard\``;
  }
  const isAboutTwo = ['possible-conversion', 'address-of-several-people', 'address-looks-like-another'].includes(kind);
  return `${attentionWords[kind].text}${isAboutTwo ? ` (${other})` : ''}`;
}
