/** Values from `start` to `end`, every `step`-th. */
export interface CalendarRange {
  start: number;
  end: number;
  step: number;
}

/** A cron expression in the form in which Temporal keeps it. Month 1 is January, day 0 of the week is Sunday. */
export interface CronCalendar {
  minute: CalendarRange[];
  hour: CalendarRange[];
  dayOfMonth: CalendarRange[];
  month: CalendarRange[];
  dayOfWeek: CalendarRange[];
}

interface Field {
  from: number;
  to: number;
  /** Names in order, the first for `from`. */
  names?: string[];
}

const minute: Field = { from: 0, to: 59 };
const hour: Field = { from: 0, to: 23 };
const dayOfMonth: Field = { from: 1, to: 31 };
const month: Field = {
  ...{ from: 1, to: 12 },
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};
const dayOfWeek: Field = { from: 0, to: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] };

/**
 * Reads minute, hour, day of month, month and day of week, each a list of `*`, values and ranges, with steps: what
 * `steward account set --cron` accepts.
 *
 * @throws RangeError where it is anything else
 */
export function toCronCalendar(expression: string): CronCalendar {
  const fields = expression.split(' ');
  if (fields.length !== 5) throw new RangeError(`"${expression}" does not have five fields.`);
  const read = (index: number, field: Field) =>
    (fields[index] ?? '').split(',').map((part) => toRange(part, field, expression));
  return {
    minute: read(0, minute),
    hour: read(1, hour),
    dayOfMonth: read(2, dayOfMonth),
    month: read(3, month),
    dayOfWeek: read(4, { ...dayOfWeek, to: 7 }).flatMap(withSundayFirst),
  };
}

function toRange(part: string, field: Field, expression: string): CalendarRange {
  const [, first = '', last, steps] = /^(\w+(?=$|-)|\*(?!-))(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  const isAll = first === '*';
  const start = isAll ? field.from : toValue(first, field);
  const end = isAll ? field.to : toValue(last ?? first, field);
  const step = Number(steps ?? 1);
  const isGood = start >= field.from && end <= field.to && start <= end && step >= 1;
  if (!isGood) throw new RangeError(`"${part}" in "${expression}" is no part of a cron expression.`);
  return { start, end, step };
}

/** NaN for what is neither a number nor a name. */
function toValue(text: string, { from, names = [] }: Field): number {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return from + index;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** Day 7 is Sunday as well. */
function withSundayFirst(range: CalendarRange): CalendarRange[] {
  if (range.end < 7) return [range];
  const days = valuesOf([range]).map((day) => day % 7);
  return [...new Set(days)].sort((a, b) => a - b).map((day) => ({ start: day, end: day, step: 1 }));
}

/** All values in order, each once: two ways to write the same give the same. */
export function valuesOf(ranges: CalendarRange[]): number[] {
  const values = new Set<number>();
  for (const { start, end, step } of ranges) for (let value = start; value <= end; value += step) values.add(value);
  return [...values].sort((a, b) => a - b);
}
