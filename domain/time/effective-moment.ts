import { Temporal } from 'temporal-polyfill';

export interface LastDay {
  /** The last day with access: 2026-12-31. */
  lastDay: string;
  /** IANA zone in which the day is meant. */
  timeZone: string;
  /** Time of day (HH:MM) on that day at which access ends; without one, with the end of the day. */
  cutOff?: string | null;
}

/** When access ends, kept with what it was computed from: a zone's rules may change, the day does not. */
export interface EffectiveMoment {
  /** ISO instant. */
  effectiveAt: string;
  /** The last day with access. */
  day: string;
  timeZone: string;
}

/**
 * The instant at which access ends.
 *
 * Without a cut-off it is when the last day is over for good: the start of the next one, be that 01:00 or (where a day
 * was left out of the calendar) the day after. Where clocks were set back over midnight, it is the second midnight.
 *
 * With a cut-off it is the first moment at which clocks there show that time or a later one: of a time that comes twice
 * the first, and of a time that is left out the moment at which clocks jump over it.
 *
 * For activities and commands only. The zone data of two workers may differ, so a workflow must never compute it.
 *
 * @throws RangeError when day, time or zone do not exist
 */
export function toEffectiveMoment({ lastDay, timeZone, cutOff }: LastDay): EffectiveMoment {
  const day = Temporal.PlainDate.from(lastDay, { overflow: 'reject' });
  const moment = cutOff ? firstTimeOf(day, cutOff, timeZone) : endOf(day, timeZone);
  return { effectiveAt: new Date(moment.epochMilliseconds).toISOString(), day: day.toString(), timeZone };
}

function endOf(day: Temporal.PlainDate, timeZone: string): Temporal.ZonedDateTime {
  const next = day.add({ days: 1 });
  const lastMidnight = next.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' });
  const before = lastMidnight.subtract({ nanoseconds: 1 }).toPlainDate();
  // Twice midnight: if the day itself comes back between the two, it ends with the second, else with the first.
  return Temporal.PlainDate.compare(before, day) <= 0 ? lastMidnight : next.toZonedDateTime(timeZone);
}

function firstTimeOf(day: Temporal.PlainDate, time: string, timeZone: string): Temporal.ZonedDateTime {
  const wanted = day.toPlainDateTime(Temporal.PlainTime.from(time));
  const earlier = wanted.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wanted)) return earlier;
  return earlier.getTimeZoneTransition('next') ?? earlier;
}

/**
 * Reads a calendar day, 2026-12-31.
 *
 * @returns undefined when the text is none, or lies before 1970 as only a slip of the pen does
 */
export function parseDay(text: string): string | undefined {
  const day = text.trim();
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day < '1970-01-01') return undefined;
  try {
    return Temporal.PlainDate.from(day, { overflow: 'reject' }).toString();
  } catch {
    return undefined;
  }
}
