import type { z } from 'zod';
import { email, words, workerKey } from '../canonical/fields.js';

/** What an event is the same event without. */
const optional: Record<string, z.ZodType> = {
  'worker.workEmail': email,
  'worker.previousWorkEmail': email,
  'worker.givenName': words(),
  'worker.familyName': words(),
  'worker.displayName': words(),
  'employment.department': words(),
  'employment.departmentId': words(),
  'employment.jobTitle': words(),
  'employment.costCenter': words(),
  'employment.location.name': words(),
  'employment.location.country': words(),
  'employment.location.region': words(),
  'employment.manager.externalId': workerKey,
  'employment.manager.workEmail': email,
};

/**
 * Whether a vendor's value can go where it shall. Of those that an event is the same without, a broken one is left out:
 * the manager's mistyped address must not hold up the end of somebody's access. All others are judged with the event.
 */
export function isUsable(path: string, value: string): boolean {
  return optional[path]?.safeParse(value).success ?? true;
}
