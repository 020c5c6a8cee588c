import type { SeedOutcome } from './run-seed.js';

/** All seeds together: which failed, and what they were put through. */
export function summarise(outcomes: SeedOutcome[]) {
  const happened: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const [kind, times] of Object.entries(outcome.happened)) happened[kind] = (happened[kind] ?? 0) + times;
  }
  return {
    seeds: outcomes.length,
    offboardings: outcomes.filter(({ kind }) => kind === 'offboarding').length,
    lives: outcomes.filter(({ kind }) => kind === 'life').length,
    failed: outcomes.filter(({ problems }) => problems.length > 0).map(({ seed }) => seed),
    happened,
    operator_retries: outcomes.reduce((sum, { operatorRetries }) => sum + operatorRetries, 0),
    longest_ms: Math.round(Math.max(0, ...outcomes.map(({ durationMs }) => durationMs))),
  };
}
