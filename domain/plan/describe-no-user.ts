import { type PresentState, valueOf } from './present-state.js';
import type { Step } from './step.js';

/**
 * What is so of somebody without a user, in words: a result like any other. That somebody never had a user is said only
 * of whom an open invite waited for.
 *
 * @param wasLinked a link names a user who is no longer there
 * @param done the steps that were carried out
 */
export function describeNoUser(
  { invites }: Pick<PresentState, 'invites'>,
  { wasLinked, done }: { wasLinked: boolean; done: Step[] },
): string {
  const left = valueOf(invites).length;
  const invitesRemoved = removedOf(done, 'deleteInvite', 'pending invite removed', 'pending invites removed');
  const wasInvited = left > 0 || invitesRemoved.length > 0;
  const user = wasLinked ? 'the user is gone' : wasInvited ? 'never had a user' : 'no user fits';
  const removed = [
    ...invitesRemoved,
    ...removedOf(done, 'denyAccessRequest', 'access request denied', 'access requests denied'),
  ];
  if (removed.length > 0) return [user, ...removed].join('; ');
  // An invite that could not be read is not none.
  return left === 0 && invites.read
    ? `${user}, and no invite`
    : left === 0
      ? user
      : `${user}; pending invites: ${left}`;
}

function removedOf(done: Step[], kind: Step['kind'], one: string, many: string): string[] {
  const count = done.filter((step) => step.kind === kind).length;
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}
