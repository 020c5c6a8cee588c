import { formatDuration } from '../duration.js';
import { ofKind, refusalsIn } from './entries.js';
import type { Evidence, LedgerFact } from './evidence.js';

/** A wish for a moment that had passed already is counted from itself; shorter is no delay worth a word. */
const atOnceMs = 60_000;

/**
 * How long it took until it was verified: from the effective moment; from the wish where that came after the moment; and
 * from the decision where somebody had it act before.
 */
export function describeDelay(verified: number, asked: NonNullable<Evidence['asked']>, ledger: LedgerFact[]): string {
  const effective = Date.parse(asked.effectiveAt);
  if (verified < effective) {
    const early = `${formatDuration(effective - verified)} before the effective moment`;
    const hurry = findHurry(ledger);
    return hurry
      ? ` ${formatDuration(verified - hurry.at)} after ${hurry.by} brought it forward, ${early}`
      : ` ${early}`;
  }
  const move = findMove(ledger);
  const wished = move?.at ?? Date.parse(asked.at);
  if (wished - effective < atOnceMs) return ` ${formatDuration(verified - effective)} after the effective moment`;
  const since = formatDuration(verified - wished);
  const past = formatDuration(wished - effective);
  return move
    ? ` ${since} after ${move.by} moved it to a moment ${past} earlier`
    : ` ${since} after the request, which came ${past} after the effective moment`;
}

interface Wish {
  at: number;
  by: string;
}

/** Who had it act at once, rather than take a second look or end what was in force. */
function findHurry(ledger: LedgerFact[]): Wish | undefined {
  const begun = ofKind(ledger, 'stage').find(({ entry }) => entry.stage === 'acting')?.seq ?? Infinity;
  const refusals = refusalsIn(ledger);
  const taken = ofKind(ledger, 'decided').findLast(
    ({ seq, entry }) => entry.decision === 'try-now' && seq < begun && !refusals.has(entry.decisionId),
  );
  return taken && { at: Date.parse(taken.at), by: taken.entry.operator };
}

function findMove(ledger: LedgerFact[]): Wish | undefined {
  const moved = ofKind(ledger, 'rescheduled').at(-1);
  if (!moved) return undefined;
  const decided = ofKind(ledger, 'decided').findLast(
    ({ seq, entry }) => entry.decision === 'reschedule' && seq < moved.seq,
  );
  return { at: Date.parse(moved.at), by: moved.entry.by ?? decided?.entry.operator ?? 'somebody' };
}
