import type { Policy } from '../../domain/policy/policy.js';
import { toEffectiveMoment } from '../../domain/time/effective-moment.js';
import { UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption, parseInstant } from '../input/last-day.js';

/**
 * Until when access is given: with the end of a day in a zone, or at an instant.
 *
 * @returns undefined when it is given without an end
 * @throws UsageError when the end lies in the past
 */
export function chooseEnd(
  { until, timeZone }: { until?: string; timeZone?: string },
  policy: Policy,
  now: Date,
): { endsAt: Date; timeZone: string | null } | undefined {
  if (until === undefined) return undefined;
  const end = until.includes('T') ? atInstant(until, timeZone, policy) : withDay(until, timeZone, policy);
  if (end.endsAt > now) return end;
  throw new UsageError(`--until ${until} has passed.`, 'Give a day or an instant that lies ahead.');
}

function atInstant(until: string, timeZone: string | undefined, policy: Policy) {
  const zone = timeZone === undefined ? policy.defaultTimeZone : chooseTimeZone(timeZone, policy);
  return { endsAt: new Date(parseInstant(until, '--until')), timeZone: zone };
}

function withDay(until: string, timeZone: string | undefined, policy: Policy) {
  const zone = chooseTimeZone(timeZone, policy);
  const { effectiveAt } = toEffectiveMoment({ lastDay: parseDayOption(until, '--until'), timeZone: zone });
  return { endsAt: new Date(effectiveAt), timeZone: zone };
}
