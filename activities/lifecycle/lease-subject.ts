import type { Run } from '../../store/runs.js';

/**
 * On what a run holds the lease in an account: the user, for somebody without one the person, and for changes of groups
 * themselves all of these together.
 */
export function leaseSubject({ kind, personId }: Pick<Run, 'kind' | 'personId'>, userId: string | null): string {
  return kind === 'group' ? 'groups' : (userId ?? personId ?? '');
}
