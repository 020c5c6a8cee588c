import { type CalendarSpec, DAYS_OF_WEEK, MONTHS, type Range, type ScheduleSpec } from '@temporalio/client';
import type { SyncTiming } from '../domain/account.js';
import { type CalendarRange, toCronCalendar } from '../domain/cron-calendar.js';

/**
 * When a schedule is due. Cron goes to Temporal as the calendar that it would be turned into there: only what comes back
 * as it was written can be compared. The expression goes along as a comment, for people.
 */
export function toScheduleSpec(timing: SyncTiming, offsetMs: number): ScheduleSpec {
  if (timing.kind === 'interval') return { intervals: [{ every: timing.everyMs, offset: offsetMs }] };
  return { calendars: [toCalendarSpec(timing.expression)], timezone: timing.timeZone };
}

function toCalendarSpec(expression: string): CalendarSpec {
  const { month, dayOfWeek, ...numbers } = toCronCalendar(expression);
  return {
    ...numbers,
    month: month.map((range) => named(range, (number) => MONTHS[number - 1])),
    dayOfWeek: dayOfWeek.map((range) => named(range, (number) => DAYS_OF_WEEK[number])),
    comment: expression,
  };
}

/** The SDK names months and days. */
function named<Name>({ start, end, step }: CalendarRange, nameOf: (value: number) => Name | undefined): Range<Name> {
  return { start: nameOf(start) as Name, end: nameOf(end) as Name, step };
}
