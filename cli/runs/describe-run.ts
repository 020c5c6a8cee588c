import { describeDrift } from '../../domain/drift.js';
import { isFinal } from '../../domain/run.js';
import type { RunAccount } from '../../store/run-accounts.js';
import type { Run } from '../../store/runs.js';
import { formatInstant, formatWithUtc } from '../output/time.js';

/** When a run acts or acted, in its own zone and in UTC. */
export function describeMoment({ effectiveAt, timeZone }: Pick<Run, 'effectiveAt' | 'timeZone'>, zone: string): string {
  return formatWithUtc(effectiveAt, timeZone ?? zone);
}

/** What the state of an account alone does not say. */
export interface AccountProspect {
  /** The run has ended: nothing follows any more. */
  hasEnded?: boolean;
  /** Who decided to leave the account out. */
  skippedBy?: string | undefined;
}

/** One line for an account of a run. */
export function describeRunAccount(
  { accountName, state, detail, since, drift, driftSeenAt, driftSettledAt }: RunAccount,
  width: number,
  zone: string,
  prospect: AccountProspect = {},
): string {
  const text = detail === null ? '' : `: ${detail}`;
  const { sign, words } = describeState(state, prospect);
  const seen = driftSeenAt === null ? '' : ` since ${formatInstant(driftSeenAt, zone)}`;
  const settled = driftSettledAt === null ? '' : ', acknowledged';
  const back = drift === null ? '' : `; came back${seen}: ${describeDrift(drift)}${settled}`;
  return `  ${sign} ${accountName.padEnd(width)}  ${words}${text}  (${formatInstant(since, zone)})${back}`;
}

/** Whether what is not done in an account stays undone. */
export function isLeftOut(state: RunAccount['state'], { hasEnded = false, skippedBy }: AccountProspect): boolean {
  if (hasEnded || !isFinal(state)) return hasEnded || skippedBy !== undefined;
  return state !== 'verified' && state !== 'nothing-to-do';
}

function describeState(state: RunAccount['state'], prospect: AccountProspect): { sign: string; words: string } {
  if (isFinal(state) || !isLeftOut(state, prospect)) return { sign: signOf(state), words: state };
  const { hasEnded, skippedBy } = prospect;
  const words = hasEnded ? (state === 'pending' ? 'not begun' : state) : `will be skipped (${skippedBy})`;
  return { sign: '–', words };
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
