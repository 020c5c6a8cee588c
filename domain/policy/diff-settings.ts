import { accountPolicy } from './account-policy.js';
import type { Exclusion, Policy } from './policy.js';

/** A setting outside the rules that another policy has otherwise. */
export interface SettingChange {
  /** As the file names it: approvals.offboard. */
  setting: string;
  /** As the file would have them; null where there is none. */
  before: string | null;
  after: string | null;
}

/** What two policies say differently, apart from their rules, in the order of the file. Pure. */
export function diffSettings(before: Policy, after: Policy): SettingChange[] {
  const [old, now] = [toSettings(before, after), toSettings(after, before)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((setting) => {
    const change = { setting, before: old.get(setting) ?? null, after: now.get(setting) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

function toSettings(policy: Policy, other: Policy): Map<string, string | null> {
  const { secondLook, removals, approvals, onboarding, moves, suspension } = policy;
  const names = new Set([...Object.keys(policy.accounts), ...Object.keys(other.accounts)]);
  return new Map([
    ['default_time_zone', policy.defaultTimeZone],
    ['cut_off', policy.cutOff],
    ['second_look.after', toText(secondLook.afterMs)],
    ['second_look.repair', String(secondLook.repair)],
    ...toExclusions(policy.exclusions),
    ['removals.per_account_and_day.count', String(removals.perAccountAndDay.count)],
    ['removals.per_account_and_day.share', String(removals.perAccountAndDay.sharePercent)],
    ['approvals.offboard', approvals.offboard],
    ['approvals.onboard', approvals.onboard],
    ['approvals.move', approvals.move],
    ['approvals.access', approvals.access],
    ['approvals.paid_seat', approvals.paidSeat],
    ['approvals.admin_group', approvals.adminGroup],
    ['approvals.group', approvals.group.join(', ') || null],
    ['approvals.second_group', approvals.secondGroup.join(', ') || null],
    ['approvals.remind_after', toText(approvals.remindAfterMs)],
    ['approvals.escalate_after', toText(approvals.escalateAfterMs)],
    ['onboarding.lead_time', toText(onboarding.leadTimeMs)],
    ['onboarding.create', onboarding.create],
    ['onboarding.ignore_starts_older_than', toText(onboarding.ignoreStartsOlderThanMs)],
    ['onboarding.email_deadline', toText(onboarding.emailDeadlineMs)],
    ['moves.overlap', toText(moves.overlapMs)],
    ['suspension.action', suspension.action],
    ['suspension.keep_groups', String(suspension.keepGroups)],
    ['matching', policy.matching],
    ...[...names].flatMap((name) => toAccountSettings(policy, name)),
  ]);
}

/** One entry for everybody who is excluded somewhere, with all exclusions that say so. */
function toExclusions(exclusions: Exclusion[]): [string, string][] {
  const texts = new Map<string, string>();
  for (const { email, account, owner, reason, expiresOn } of exclusions) {
    const setting = `exclusion of ${email} in ${account === '*' ? 'all accounts' : account}`;
    const text = `until ${expiresOn}: ${reason} (owner: ${owner})`;
    const known = texts.get(setting);
    texts.set(setting, known === undefined ? text : `${known}; ${text}`);
  }
  return [...texts];
}

function toAccountSettings(policy: Policy, name: string): [string, string][] {
  const { readOnly, writesPaused, namedSeats } = accountPolicy(policy, name);
  return [
    [`accounts.${name}.read_only`, String(readOnly)],
    [`accounts.${name}.writes_paused`, String(writesPaused)],
    [`accounts.${name}.named_seats`, String(namedSeats)],
  ];
}

/** A duration as the file would have it: 0h, 7d, 36h, 90m. */
function toText(durationMs: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const;
  if (durationMs === 0) return '0h';
  const unit = units.find(([, ms]) => durationMs % ms === 0);
  return unit ? `${durationMs / unit[1]}${unit[0]}` : `${durationMs / 1000}s`;
}
