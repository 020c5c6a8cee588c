import { isInForce } from '../../domain/policy/find-exclusion.js';
import { licenceNames } from '../../domain/licence.js';
import type { AccessRule, AccountPolicy, Exclusion, Policy } from '../../domain/policy/policy.js';
import { nameInPolicy } from '../../domain/policy/rule-attributes.js';
import { formatDuration } from '../output/time.js';

/** What a policy says, a line for each thing that applies. */
export function describePolicy(policy: Policy, now: Date): string[] {
  const { secondLook, removals, exclusions, accounts } = policy;
  const { count, sharePercent } = removals.perAccountAndDay;
  return [
    field('default zone', policy.defaultTimeZone ?? 'none: each date needs --time-zone'),
    field('access ends', policy.cutOff === null ? 'with the last day' : `at ${policy.cutOff} on the last day`),
    field(
      'second look',
      `${toText(secondLook.afterMs)} later; what came back is ${secondLook.repair ? 'removed again, once' : 'reported'}`,
    ),
    field('removals', `${count} users or ${sharePercent} % of the enabled ones an account and day, the larger counts`),
    field('approvals', describeApprovals(policy)),
    field('starters', describeOnboarding(policy)),
    field(
      'movers',
      policy.moves.overlapMs === 0
        ? 'keep nothing that the new place does not give'
        : `keep what only the old place gave for ${toText(policy.moves.overlapMs)}`,
    ),
    field('suspension', describeSuspension(policy)),
    field('rules', describeMatching(policy)),
    ...policy.rules.map((rule) => `  ${describeRule(rule)}`),
    field('exclusions', exclusions.length === 0 ? 'none' : ''),
    ...describeExclusions(exclusions, now),
    field('accounts', Object.keys(accounts).length === 0 ? 'as they are connected' : ''),
    ...Object.entries(accounts).map(([name, account]) => `  ${name}  ${describeAccount(account)}`),
  ];
}

function field(name: string, text: string): string {
  return `${name.padEnd(15)}${text}`.trimEnd();
}

function describeApprovals({ approvals }: Policy): string {
  const { offboard, onboard, move, access, paidSeat, adminGroup } = approvals;
  const asked = [
    offboard === 'always' && 'each offboarding',
    offboard === 'admins' && 'offboarding of admins',
    onboard === 'always' && 'each onboarding',
    move === 'always' && 'each move',
    access === 'always' && 'each change of access',
    paidSeat === 'always' && 'Builder seats by name',
    adminGroup === 'always' && 'the group admin',
  ].filter((one) => one !== false);
  if (asked.length === 0) return 'none needed';
  const { group, secondGroup, remindAfterMs, escalateAfterMs } = approvals;
  const who = group.length === 0 ? 'any approver or admin' : group.join(', ');
  const later = secondGroup.length === 0 ? '' : `; after ${toText(escalateAfterMs)} also ${secondGroup.join(', ')}`;
  return `${asked.join(', ')}; by ${who}; reminded after ${toText(remindAfterMs)}${later}`;
}

function describeOnboarding({ onboarding }: Policy): string {
  const { leadTimeMs, create, ignoreStartsOlderThanMs, emailDeadlineMs } = onboarding;
  return [
    leadTimeMs === 0 ? 'with the first day' : `${toText(leadTimeMs)} before the first day`,
    create === 'user' ? 'a user is made' : 'an invite is sent',
    `a missing work email is waited for ${toText(emailDeadlineMs)}`,
    `starts older than ${toText(ignoreStartsOlderThanMs)} ask for nothing`,
  ].join('; ');
}

function describeSuspension({ suspension: { action, keepGroups } }: Policy): string {
  if (action === 'report') return 'is only reported';
  return `no sign-in; groups ${keepGroups ? 'stay' : 'that rules give go meanwhile'}`;
}

function describeMatching({ matching, rules }: Policy): string {
  if (rules.length === 0) return 'none: nobody gets anything by them';
  return matching === 'first' ? 'the first that matches in an account decides' : 'all that match add up';
}

function describeRule({ name, when, accounts, hasAccess, groups, seat }: AccessRule): string {
  const whom =
    when.length === 0
      ? 'everybody'
      : when.map(({ attribute, values }) => `${nameInPolicy(attribute)} ${values.join(' or ')}`).join(', ');
  const where = accounts === '*' ? 'all accounts' : accounts.join(', ');
  const given = [
    ...groups.map((group) => `${group.name}${group.isGroupAdmin ? ' (group admin)' : ''}`),
    ...(seat === null ? [] : [`seat ${licenceNames[seat]}`]),
  ];
  const what = hasAccess ? given.join(', ') || 'a user' : 'no access';
  return `${name}  ${whom}  ${where}  → ${what}`;
}

function describeExclusions(exclusions: Exclusion[], now: Date): string[] {
  return exclusions.map((exclusion) => {
    const { email, account, owner, reason, expiresOn } = exclusion;
    const until = isInForce(exclusion, now) ? `until ${expiresOn}` : `expired ${expiresOn}`;
    const where = account === '*' ? 'all accounts' : account;
    return `  ${email}  ${where}  ${until}  ${reason} (owner: ${owner})`;
  });
}

function describeAccount({ readOnly, writesPaused, namedSeats }: AccountPolicy): string {
  const said = [readOnly && 'read only', writesPaused && 'writes paused', namedSeats && 'named seats'];
  return said.filter((word) => word !== false).join(', ') || 'nothing of its own';
}

/** Whole numbers of a unit, as they were written; otherwise in two units. */
function toText(durationMs: number): string {
  if (durationMs % 3_600_000 === 0 && durationMs <= 48 * 3_600_000) return `${durationMs / 3_600_000} h`;
  return formatDuration(durationMs);
}
