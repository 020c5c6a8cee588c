import { z } from 'zod';
import { parseDuration } from '../domain/duration.js';
import { findNearest } from '../domain/nearest.js';
import { parseDay } from '../domain/time/effective-moment.js';
import { findTimeZone, timeZones } from '../domain/time/time-zone.js';

/** What to say of a value that is missing or of the wrong kind. Values are never repeated: they may be names. */
export function wrong(problem: string, remedy: string) {
  return { error: ({ input }: { input?: unknown }) => `${input === undefined ? 'is missing' : problem}. ${remedy}` };
}

export const words = (remedy: string) =>
  z
    .string(wrong('is not text', remedy))
    .min(1, { error: `is empty. ${remedy}` })
    .max(200, { error: 'is longer than 200 characters. Say it shorter.' });

export const flag = z.boolean(wrong('is neither true nor false', 'Write true or false.'));

/** @param none whether no time at all may be written: 0h */
function durationOf({ none = false, days = 31 } = {}) {
  const shortestMs = none ? 0 : 1_000;
  return z
    .string(wrong('is not a duration', 'Write for example 24h, 90m or 2d.'))
    .regex(/^(\d{1,6}(s|min|m|h|d))+$/, { error: 'is not a duration. Write for example 24h, 90m or 2d.', abort: true })
    .refine((text) => (parseDuration(text) ?? 0) >= shortestMs, { error: 'is too short. Give a second or more.' })
    .refine((text) => (parseDuration(text) ?? 0) <= days * 86_400_000, {
      error: `is too long. Give ${days} days at most.`,
    });
}

export const duration = durationOf();
export const shortOrNone = durationOf({ none: true });
export const longOrNone = durationOf({ none: true, days: 366 });

export const timeZone = z
  .string(wrong('is not a time zone', 'Write a name such as Europe/Berlin or UTC.'))
  .superRefine((text, context) => {
    if (findTimeZone(text) !== undefined) return;
    const near = findNearest(text, timeZones);
    const remedy = near ? `Did you mean ${near}?` : 'Write a name such as Europe/Berlin or UTC.';
    context.addIssue({ code: 'custom', message: `is not a time zone. ${remedy}` });
  });

const dayRemedy = 'Write year, month and day: 2027-03-31.';
export const day = z
  .string(wrong('is not a day', dayRemedy))
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: `is not a day. ${dayRemedy}`, abort: true })
  .refine((text) => parseDay(text) !== undefined, { error: `is not in the calendar. ${dayRemedy}` });

const cutOffRemedy = 'Write hours and minutes: 18:00.';
export const cutOff = z
  .string(wrong('is not a time of day', cutOffRemedy))
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: `is not a time of day. ${cutOffRemedy}` })
  .refine((text) => text !== '00:00', {
    error: 'is the start of the last day, not its end. Leave it out: access then ends with the last day.',
  });

const emailRemedy = 'Write for example root@acme.example.';
export const email = z
  .string(wrong('is not an email address', emailRemedy))
  .regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, { error: `is not an email address. ${emailRemedy}` })
  .max(320, { error: `is not an email address. ${emailRemedy}` });

const accountRemedy = "Write the name of an account, or '*' in quotes for all.";
export const accountOrAll = z
  .string(wrong('is not an account', accountRemedy))
  .regex(/^(\*|[a-z0-9][a-z0-9-]{0,39})$/, { error: `is not an account. ${accountRemedy}` });

/** A block of settings that may be left out, and its settings too. */
export function block<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(
    shape,
    wrong('is not a block of settings', `Indent below it: ${Object.keys(shape).join(', ')}.`),
  );
}

export function choice<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, wrong('is not a choice', `Choose one of ${values.join(', ')}.`));
}
