import { Temporal } from 'temporal-polyfill';
import { toEffectiveMoment } from './effective-moment.js';
import { remember } from './remember.js';

/**
 * The instant at which a day begins somewhere: 01:00 where clocks leave midnight out. ISO, in UTC.
 *
 * For activities and commands only, as `toEffectiveMoment`.
 *
 * @throws RangeError when day or zone do not exist
 */
export const toStartOfDay = remember((day, timeZone) => {
  const start = Temporal.PlainDate.from(day, { overflow: 'reject' }).toZonedDateTime(timeZone);
  return new Date(start.epochMilliseconds).toISOString();
});

/** The instant at which a day is over somewhere, as `toEffectiveMoment` has it without a cut-off. */
export const toEndOfDay = remember((lastDay, timeZone) => toEffectiveMoment({ lastDay, timeZone }).effectiveAt);
