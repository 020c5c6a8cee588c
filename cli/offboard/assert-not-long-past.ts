import { isLongPast } from '../../domain/time/is-long-past.js';
import { UsageError } from '../exit.js';
import { describeMoment } from '../runs/describe-run.js';
import type { ChosenMoment } from './choose-moment.js';

/**
 * What is past acts at once, which nobody may have meant.
 *
 * @param isMeant somebody said that it is
 * @param instead what else can be said
 * @throws UsageError
 */
export function assertNotLongPast(
  moment: ChosenMoment,
  { now, zone, isMeant = false, instead }: { now: Date; zone: string; isMeant?: boolean | undefined; instead: string },
): void {
  if (isMeant || !isLongPast(moment, now)) return;
  throw new UsageError(
    `${describeMoment(moment, zone)} is over: it would act at once.`,
    `If that is meant, add --back-dated; or ${instead}.`,
  );
}
