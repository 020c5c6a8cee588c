import type { HrCondition } from './definition-schema.js';
import { lookUp, type Scope } from './scope.js';

/** Whether a condition holds. Texts are compared without regard to case; a list or a block is there, and equals nothing. */
export function holds({ path, equals, is }: Pick<HrCondition, 'path' | 'equals' | 'is'>, scope: Scope): boolean {
  const value = lookUp(path, scope);
  if (is !== undefined) return (value === undefined) === (is === 'absent');
  if (typeof value !== 'string') return false;
  return (equals ?? []).some((wanted) => String(wanted).trim().toLowerCase() === value.toLowerCase());
}
