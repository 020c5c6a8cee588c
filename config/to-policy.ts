import { parseDuration } from '../domain/duration.js';
import type { Policy } from '../domain/policy/policy.js';
import { toEffectiveMoment } from '../domain/time/effective-moment.js';
import { findTimeZone } from '../domain/time/time-zone.js';
import type { PolicyFile } from './policy-schema.js';
import { toRule } from './to-rules.js';

/** The policy that a good file describes: durations in milliseconds, days as instants, zones in their own spelling. */
export function toPolicy(file: PolicyFile): Policy {
  const timeZone = findTimeZone(file.default_time_zone) ?? file.default_time_zone;
  const { per_account_and_day: limit } = file.removals;
  return {
    version: file.version,
    defaultTimeZone: timeZone,
    cutOff: file.cut_off ?? null,
    secondLook: { afterMs: toMs(file.second_look.after), repair: file.second_look.repair },
    exclusions: file.exclusions.map(({ email, account, owner, reason, expires }) => ({
      email: email.toLowerCase(),
      account,
      owner,
      reason,
      expiresOn: expires,
      expiresAt: toEffectiveMoment({ lastDay: expires, timeZone }).effectiveAt,
    })),
    removals: { perAccountAndDay: { count: limit.count, sharePercent: limit.share } },
    approvals: {
      offboard: file.approvals.offboard,
      onboard: file.approvals.onboard,
      move: file.approvals.move,
      access: file.approvals.access,
      paidSeat: file.approvals.paid_seat,
      adminGroup: file.approvals.admin_group,
      group: file.approvals.group,
      secondGroup: file.approvals.second_group,
      remindAfterMs: toMs(file.approvals.remind_after),
      escalateAfterMs: toMs(file.approvals.escalate_after),
    },
    onboarding: {
      leadTimeMs: toMs(file.onboarding.lead_time),
      create: file.onboarding.create,
      ignoreStartsOlderThanMs: toMs(file.onboarding.ignore_starts_older_than),
      emailDeadlineMs: toMs(file.onboarding.email_deadline),
    },
    moves: { overlapMs: toMs(file.moves.overlap) },
    suspension: { action: file.suspension.action, keepGroups: file.suspension.keep_groups },
    matching: file.matching ?? null,
    rules: file.rules.map(toRule),
    accounts: Object.fromEntries(
      Object.entries(file.accounts).map(([name, account]) => [
        name,
        { readOnly: account.read_only, writesPaused: account.writes_paused, namedSeats: account.named_seats },
      ]),
    ),
  };
}

function toMs(duration: string): number {
  const durationMs = parseDuration(duration);
  if (durationMs === undefined) throw new RangeError('The schema let something through that is no duration.');
  return durationMs;
}
