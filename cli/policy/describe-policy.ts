import { isInForce } from '../../domain/policy/find-exclusion.js';
import type { AccountPolicy, Exclusion, Policy } from '../../domain/policy/policy.js';
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
  const { offboard, group, secondGroup, remindAfterMs, escalateAfterMs } = approvals;
  if (offboard === 'never') return 'none needed';
  const whom = offboard === 'always' ? 'each offboarding' : 'offboarding of admins';
  const who = group.length === 0 ? 'any approver or admin' : group.join(', ');
  const later = secondGroup.length === 0 ? '' : `; after ${toText(escalateAfterMs)} also ${secondGroup.join(', ')}`;
  return `${whom}, by ${who}; reminded after ${toText(remindAfterMs)}${later}`;
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
