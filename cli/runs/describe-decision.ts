import type { Decision } from '../../store/decisions.js';
import type { RunAccount } from '../../store/run-accounts.js';
import { formatInstant, formatWithUtc } from '../output/time.js';

/** Who decided what, why, and about what: such as `skip by tim: not needed · acme-onprem`. */
export function describeDecision(
  { kind, accountId, operatorName, reason, decidedAt, detail, refusedWhy }: Decision,
  accounts: RunAccount[],
  zone: string,
): string {
  const account = accounts.find((one) => one.accountId === accountId)?.accountName;
  const about = [...describeDetail(detail, zone), ...(account === undefined ? [] : [account])];
  const refused = refusedWhy === null ? '' : ` (not taken: ${refusedWhy})`;
  const said = [`${kind} by ${operatorName}: ${reason}`, ...about].join(' · ');
  return `${formatInstant(decidedAt, zone)}  ${said}${refused}`;
}

function describeDetail({ guard, userId, at, lastDay, timeZone }: Decision['detail'], zone: string): string[] {
  return [
    ...(typeof guard === 'string' ? [guard] : []),
    ...(typeof userId === 'string' ? [userId] : []),
    ...(typeof at === 'string' ? [`to ${formatWithUtc(new Date(at), zone)}`] : []),
    ...(typeof lastDay === 'string'
      ? [`to the end of ${lastDay}${typeof timeZone === 'string' ? ` ${timeZone}` : ''}`]
      : []),
  ];
}

/** Who left an account out, where the run did not refuse it; of a run that has not come to it, it will. */
export function skippedBy(decisions: Decision[], accountId: string): string | undefined {
  return decisions.findLast((one) => one.kind === 'skip' && one.accountId === accountId && one.refusedWhy === null)
    ?.operatorName;
}
