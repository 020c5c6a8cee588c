import type { Policy } from '../../domain/policy/policy.js';
import { toEffectiveMoment } from '../../domain/time/effective-moment.js';
import { UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption, parseInstant } from '../input/last-day.js';

export interface MomentOptions {
  now?: boolean;
  lastDay?: string;
  at?: string;
  timeZone?: string;
}

/** When a run acts, and what it was computed from. */
export interface ChosenMoment {
  effectiveAt: Date;
  effectiveDay: string | null;
  timeZone: string | null;
}

/**
 * @param known what the instant was given by, and the zone of the person as HR has it
 * @throws UsageError when it is not said, or said twice
 */
export function chooseMoment(
  { now, lastDay, at, timeZone }: MomentOptions,
  policy: Policy,
  clock: Date,
  { atOption = '--at', ownZone }: { atOption?: string; ownZone?: string | undefined } = {},
): ChosenMoment {
  const said = [now === true, lastDay !== undefined, at !== undefined].filter(Boolean).length;
  if (said !== 1) {
    throw new UsageError(
      'When it acts is not said, or said twice.',
      'Give one of --now, --last-day DAY or --at INSTANT.',
    );
  }
  if (lastDay !== undefined) {
    const day = parseDayOption(lastDay, '--last-day');
    const zone = chooseTimeZone(timeZone, policy, ownZone);
    const { effectiveAt } = toEffectiveMoment({ lastDay: day, timeZone: zone, cutOff: policy.cutOff });
    return { effectiveAt: new Date(effectiveAt), effectiveDay: day, timeZone: zone };
  }
  const zone = timeZone === undefined ? (ownZone ?? policy.defaultTimeZone) : chooseTimeZone(timeZone, policy);
  const effectiveAt = at === undefined ? clock : new Date(parseInstant(at, atOption));
  return { effectiveAt, effectiveDay: null, timeZone: zone };
}
