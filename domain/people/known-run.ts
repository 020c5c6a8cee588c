import type { RunKind } from '../run.js';
import type { AskedByFacts } from './asked-by-facts.js';

/** A run about the person, as decisions look at it. Instants are ISO 8601 in UTC. */
export interface KnownRun {
  id: string;
  kind: RunKind;
  episode: number;
  effectiveAt: string;
  /** Null: it has changed nothing yet. */
  actedAt: string | null;
  closedAt: string | null;
  liftedAt: string | null;
  /** Null: an operator asked for it. */
  facts: AskedByFacts | null;
}

export function isOpen({ closedAt }: KnownRun): boolean {
  return closedAt === null;
}

/** The run among those of some kinds that acted last. */
export function lastActed(runs: readonly KnownRun[], kinds: readonly RunKind[]): KnownRun | undefined {
  return runs
    .filter(({ kind, actedAt }) => kinds.includes(kind) && actedAt !== null)
    .reduce<KnownRun | undefined>(
      (last, run) => (last && (last.actedAt ?? '') > (run.actedAt ?? '') ? last : run),
      undefined,
    );
}

/** An operator ended it before it did anything: that is not undone while the facts stay as they are. */
export function wasCalledOff(run: KnownRun, key: string): boolean {
  return run.closedAt !== null && run.actedAt === null && run.facts?.key === key && !run.facts.isCancelled;
}
