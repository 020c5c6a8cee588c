import { loadPolicy } from '../../config/policy-file.js';
import type { Policy } from '../../domain/policy/policy.js';
import { toStartOfDay } from '../../domain/time/start-of-day.js';
import { requireAccounts } from '../accounts/find-account.js';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';
import { chooseTimeZone, parseDayOption } from '../input/last-day.js';
import { assertNotLongPast } from '../offboard/assert-not-long-past.js';
import type { ChosenMoment } from '../offboard/choose-moment.js';
import { parseAttributes } from './attributes-option.js';
import { requestRun, type RequestOptions } from './request-run.js';

export interface PersonRunOptions extends RequestOptions {
  account?: string[];
  attribute?: string[];
  reason?: string;
}

export type OnboardOptions = PersonRunOptions & {
  start?: string;
  timeZone?: string;
  backDated?: boolean;
  fullName?: string;
};

/** Starts the onboarding of somebody: at once, or the policy's lead time before their first day. */
export async function onboard(context: CliContext, name: string, options: OnboardOptions): Promise<void> {
  const { db } = await context.database();
  const loaded = await loadPolicy(context.config().policy);
  const accounts = await requireAccounts(db, options.account ?? []);
  if (accounts.length === 0) throw new UsageError('No account is connected.', 'First: steward account add NAME');
  const now = context.now();
  const moment = chooseStart(options, loaded.policy, now);
  if (!options.dryRun) {
    const instead = 'leave out --start';
    assertNotLongPast(moment, { now, zone: context.zone, isMeant: options.backDated, instead });
  }
  const request = {
    kind: 'onboard' as const,
    name,
    reason: options.reason ?? null,
    wanted: {},
    accounts,
    onlyAccounts: options.account ?? null,
    ...moment,
    about: { fullName: options.fullName, attributes: parseAttributes(options.attribute ?? []) },
  };
  await requestRun(context, request, loaded, options);
}

function chooseStart({ start, timeZone }: OnboardOptions, policy: Policy, now: Date): ChosenMoment {
  if (start === undefined) return { effectiveAt: now, effectiveDay: null, timeZone: policy.defaultTimeZone };
  const zone = chooseTimeZone(timeZone, policy);
  const day = parseDayOption(start, '--start');
  const moment = Date.parse(toStartOfDay(day, zone)) - policy.onboarding.leadTimeMs;
  return { effectiveAt: new Date(moment), effectiveDay: day, timeZone: zone };
}
