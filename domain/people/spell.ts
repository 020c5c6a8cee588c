import { toEffectiveMoment } from '../time/effective-moment.js';
import { dayOf, shiftDay } from '../hr/calendar-day.js';
import { toEndOfDay, toStartOfDay } from '../time/start-of-day.js';
import type { Moment } from './person-state.js';

/** When a spell is over, as it was told. */
export type SpellEnd = Pick<Spell, 'endDay' | 'endAt' | 'accessEndAt'>;

/** One time in which a contract was in force, as it was told. */
export interface Spell {
  /** The first day; null: nobody told. */
  startDay: string | null;
  /** The exact moment, where the source gave one. */
  startAt: string | null;
  /** The first day on which it is over; null: no end is planned. */
  endDay: string | null;
  endAt: string | null;
  /** When access ends, where that is not with the employment. */
  accessEndAt: string | null;
  /** The end that was planned, where the next spell begins before it; it counts again when that one is called off. */
  cutShort: SpellEnd | null;
  isCancelled: boolean;
  /** It was told when everything before had ended: an employment of its own, however close it follows. */
  isSeparate: boolean;
  isFirstHeardAtEnd: boolean;
}

/** What the moments of a spell depend on beside its days. */
export interface Clock {
  timeZone: string;
  /** Time of day (HH:MM) on the last day at which access ends; null: with the day. */
  cutOff: string | null;
}

export function newSpell(changes: Partial<Spell>): Spell {
  return {
    ...{ startDay: null, startAt: null, endDay: null, endAt: null, accessEndAt: null },
    ...{ cutShort: null, isCancelled: false, isSeparate: false, isFirstHeardAtEnd: false },
    ...changes,
  };
}

/** The next spell begins on that day, before the planned end. */
export function cutShort(spell: Spell, day: string): void {
  const { endDay, endAt, accessEndAt } = spell;
  spell.cutShort ??= { endDay, endAt, accessEndAt };
  Object.assign(spell, { endDay: day, endAt: null, accessEndAt: null });
}

/** What the next spell had taken away counts again. */
export function takeBackCut(spell: Spell): void {
  if (spell.cutShort) Object.assign(spell, { ...spell.cutShort, cutShort: null });
}

export function startOf({ startDay, startAt }: Spell, { timeZone }: Clock): Moment | null {
  if (startDay === null) return null;
  return { day: startDay, at: startAt ?? toStartOfDay(startDay, timeZone), timeZone };
}

export function endOf({ endDay, endAt }: Spell, { timeZone }: Clock): Moment | null {
  if (endDay === null) return null;
  const lastDay = shiftDay(endDay, -1);
  return { day: lastDay, at: endAt ?? toEndOfDay(lastDay, timeZone), timeZone };
}

/** When access ends; null: no end is planned. */
export function accessEndOf(spell: Spell, clock: Clock): Moment | null {
  const end = endOf(spell, clock);
  if (end === null) return null;
  const { timeZone, cutOff } = clock;
  if (spell.accessEndAt !== null) {
    return { day: dayOf(spell.accessEndAt, timeZone), at: spell.accessEndAt, timeZone };
  }
  if (cutOff === null || spell.endAt !== null) return end;
  return { ...end, at: toEffectiveMoment({ lastDay: end.day, timeZone, cutOff }).effectiveAt };
}
