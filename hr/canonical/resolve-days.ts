import { dayOf, shiftDay } from '../../domain/hr/calendar-day.js';
import type { HrEventType } from '../../domain/hr/hr-event.js';
import type { ConnectionSettings } from '../adapter.js';
import type { HrEventData } from './data-schema.js';

interface Said {
  type: HrEventType;
  data: HrEventData;
  observedAt: string;
  /** Null: the policy's, which is not known here. */
  timeZone: string | null;
}

/** First day of the new state, and the days of the employment as far as they are known. */
export type Days = { date: string; startDate?: string; lastDay?: string | null } | { problem: string };

/**
 * Puts the days of an event together. `effective.date` is the first day on which the new state is true: for an end, the
 * day after the last day. What is said twice has to agree, and what an event needs has to be said; anything else is for
 * an operator, since a guess would take access away on the wrong day.
 */
export function resolveDays(said: Said, means: ConnectionSettings['terminationDateMeans']): Days {
  const { effective, employment } = said.data;
  const lastDay = toLastDay(employment?.lastDay, means);
  const days = toDays(said, lastDay);
  if ('problem' in days || effective.at === undefined) return days;
  const apart = Math.abs(Date.parse(effective.at) - Date.parse(`${days.date}T00:00:00Z`));
  return apart <= twoDaysMs ? days : { problem: 'effective.at is more than two days from effective.date' };
}

/** A day begins up to 14 hours before UTC's and ends up to 12 hours after it; access may end within the last day. */
const twoDaysMs = 2 * 86_400_000;

type LastDay = string | null | undefined;

function toLastDay(said: LastDay, means: ConnectionSettings['terminationDateMeans']): LastDay {
  return said && means === 'first_day_off' ? shiftDay(said, -1) : said;
}

function toDays({ type, data: { effective, employment }, observedAt, timeZone }: Said, lastDay: LastDay): Days {
  const date = effective.date ?? (effective.at === undefined ? undefined : dayOf(effective.at, timeZone ?? 'UTC'));
  switch (type) {
    case 'hired':
    case 'rehired': {
      const startDate = employment?.startDate ?? date;
      if (startDate === undefined) return { problem: 'employment.startDate is missing, and so is effective.date' };
      if (effective.date !== undefined && effective.date !== startDate) {
        return { problem: 'employment.startDate and effective.date differ' };
      }
      return { date: startDate, startDate, lastDay };
    }
    case 'terminated': {
      if (lastDay === null) return { problem: 'employment.lastDay is null, which says that nothing ends' };
      if (lastDay === undefined) return toEnd(effective.date, date);
      const next = shiftDay(lastDay, 1);
      if (effective.date !== undefined && effective.date !== next) {
        return { problem: 'effective.date is not the day after employment.lastDay' };
      }
      return { date: next, lastDay };
    }
    case 'changed':
    case 'access_suspended':
    case 'access_restored':
      return date === undefined ? { problem: 'effective.date is missing, and so is effective.at' } : { date, lastDay };
    case 'termination_cancelled':
      if (lastDay) return { problem: 'employment.lastDay is set, though nothing ends' };
      return { date: date ?? dayOf(observedAt, timeZone ?? 'UTC'), lastDay };
    case 'hire_cancelled':
    case 'deleted':
      return { date: date ?? dayOf(observedAt, timeZone ?? 'UTC'), lastDay };
  }
}

/** An end by its date alone. Of a mere moment nobody knows whether the day it falls on was still worked. */
function toEnd(said: string | undefined, date: string | undefined): Days {
  if (said !== undefined) return { date: said, lastDay: shiftDay(said, -1) };
  return date === undefined ? { problem: 'employment.lastDay is missing, and so is effective.date' } : { date };
}
