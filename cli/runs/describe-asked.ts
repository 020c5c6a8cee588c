import type { Run } from '../../store/runs.js';
import { describeMoment } from './describe-run.js';

/** What was "now" when it was asked for is no past yet. */
const momentMs = 60_000;

/** When what is asked for acts: a moment that is past means at once. */
export function describeAsked(
  moment: Pick<Run, 'effectiveAt' | 'timeZone'>,
  { now, zone }: { now: Date; zone: string },
): string {
  const text = describeMoment(moment, zone);
  const isPast = now.getTime() - moment.effectiveAt.getTime() > momentMs;
  return isPast ? `${text}, in the past: acts at once` : text;
}
