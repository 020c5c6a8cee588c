import { describeDrift } from '../../domain/drift.js';
import type { RunAccount } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import { formatInstant, formatWithUtc } from '../output/time.js';

/** When a run acts or acted, in its own zone and in UTC. */
export function describeMoment({ effectiveAt, timeZone }: Pick<Run, 'effectiveAt' | 'timeZone'>, zone: string): string {
  return formatWithUtc(effectiveAt, timeZone ?? zone);
}

/** One line for an account of a run. */
export function describeRunAccount(
  { accountName, state, detail, since, drift, driftSeenAt, driftSettledAt }: RunAccount,
  width: number,
  zone: string,
): string {
  const text = detail === null ? '' : `: ${detail}`;
  const seen = driftSeenAt === null ? '' : ` since ${formatInstant(driftSeenAt, zone)}`;
  const settled = driftSettledAt === null ? '' : ', acknowledged';
  const back = drift === null ? '' : `; came back${seen}: ${describeDrift(drift)}${settled}`;
  return `  ${signOf(state)} ${accountName.padEnd(width)}  ${state}${text}  (${formatInstant(since, zone)})${back}`;
}

function signOf(state: RunAccount['state']): string {
  switch (state) {
    case 'verified':
    case 'nothing-to-do':
      return '✔';
    case 'held':
      return '⏸';
    case 'skipped':
    case 'given-up':
    case 'superseded':
      return '–';
    case 'pending':
    case 'working':
    case 'waiting':
      return '…';
  }
}
