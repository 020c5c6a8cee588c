import { isSameObject, type PresentState, valueOf } from './present-state.js';
import { objectKey, type Step } from './step.js';
import type { WantedState } from './wanted-state.js';

/** Direct access to single objects, which no group gives. */
export function planGrants({ user, grants }: PresentState, wanted: WantedState): Step[] {
  if (!user || !wanted.grants || !grants.read) return [];
  const { present, absent } = wanted.grants;
  const { id: userId } = user;
  const steps: Step[] = [];
  for (const { object, accessLevel } of present) {
    const has = valueOf(grants).find((grant) => isSameObject(grant.object, object));
    if (has?.accessLevel === accessLevel) continue;
    const before = has?.accessLevel ?? null;
    const id = `addGrant/${objectKey(object)}/${userId}`;
    steps.push({ id, kind: 'addGrant', userId, object, accessLevel, before, reason: 'direct access is wanted' });
  }
  for (const { object, accessLevel } of valueOf(grants)) {
    if (present.some((grant) => isSameObject(grant.object, object))) continue;
    if (absent !== 'all-others' && !absent.some((other) => isSameObject(other, object))) continue;
    const id = `revokeGrant/${objectKey(object)}/${userId}`;
    const reason = 'direct access would come back with the user';
    steps.push({ id, kind: 'revokeGrant', userId, object, accessLevel, reason });
  }
  return steps;
}
