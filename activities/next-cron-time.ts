import { Cron } from 'croner';
import type { NextCronTime } from '../domain/overdue.js';

/** When a cron expression is due next. Day of month and day of week must both match: so Temporal reads them. */
export const nextCronTime: NextCronTime = ({ expression, timeZone }, after) =>
  new Cron(expression, { timezone: timeZone, mode: '5-part', domAndDow: true }).nextRun(after);
