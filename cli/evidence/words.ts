import { formatDuration } from '../../domain/duration.js';
import type { StepEvidence } from '../../domain/evidence/evidence.js';
import type { LedgerCall } from '../../domain/ledger.js';
import type { Proof } from '../../domain/plan/prove-step.js';

/** 2026-12-31 23:00:07; the page says that all times are UTC. */
export function formatUtc(instant: string): string {
  return instant.slice(0, 19).replace('T', ' ');
}

export function formatUtcOr(instant: string | null, otherwise: string): string {
  return instant === null ? otherwise : formatUtc(instant);
}

/** How long after a moment something was so; `–` where it was not. */
export function formatDelay(delayMs: number | null): string {
  if (delayMs === null) return '–';
  return delayMs < 0 ? `${formatDuration(-delayMs)} before` : `${formatDuration(delayMs)} after`;
}

/** Without ids, query and body: the ledger has none. */
export function describeCall({ method, template, status, sentAt }: LedgerCall): string {
  return `${method} ${template} → ${status ?? 'no answer'} (${formatUtc(sentAt)})`;
}

const outcomeWords: Record<StepEvidence['outcome'], string> = {
  done: 'done',
  'already-so': 'was so already',
  failed: 'failed',
  unknown: 'answer lost',
  planned: 'not begun',
  begun: 'begun, its end is not recorded',
};

export function describeOutcome({ outcome, at, problem }: StepEvidence): string {
  const when = at === null ? '' : ` ${formatUtc(at)}`;
  return `${outcomeWords[outcome]}${when}${problem === null ? '' : `: ${problem}`}`;
}

const proofWords: Record<Proof, string> = {
  proven: 'as promised',
  open: 'NOT as promised',
  'not-checked': 'not checked',
  'not-readable': 'cannot be read back',
};

export function describeProof(proof: Proof | null): string {
  return proof === null ? '–' : proofWords[proof];
}
