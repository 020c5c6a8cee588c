import { formatProblem } from '../../config/policy-error.js';
import { displayName } from '../../config/policy-file.js';
import type { CliContext } from '../context.js';
import { describeAsOf, toAsOfRecord } from '../lists/as-of.js';
import { formatCounted } from '../output/count.js';
import type { NameLookUp } from './look-up-names.js';

/** For programs; null: the policy names nothing. */
export function toLookUpRecord(lookUp: NameLookUp | null): Record<string, unknown> | null {
  if (lookUp === null || 'whyNot' in lookUp) return lookUp;
  return { asOf: toAsOfRecord(lookUp.asOf), unknown: lookUp.unknown };
}

/** What was looked up and not found, each with its place in the file and with what is near; or that all was found. */
export function describeLookUp({ now, zone }: CliContext, lookUp: NameLookUp, path: string): string[] {
  if ('whyNot' in lookUp) return [`Accounts and groups were not looked up. ${lookUp.whyNot}`];
  const { asOf, unknown } = lookUp;
  if (unknown.length === 0)
    return [`Every account and group that is named was found, ${describeAsOf(asOf, now(), zone)}.`];
  return [
    ...unknown.map((one) => formatProblem(displayName(path), one)),
    `${formatCounted(unknown.length, 'name')} not found, ${describeAsOf(asOf, now(), zone)}. Mend the file, or make the group before somebody needs it.`,
  ];
}
