import { attributesKey } from './attributes-key.js';
import type { PersonCommand, WantedRun } from './command.js';
import type { KnownRun } from './known-run.js';
import type { PeopleRules } from './people-rules.js';

/**
 * What an open run has to be told. One that an operator asked for is left alone; one that acts already is only stopped; one
 * that was asked to stop is followed by another once it has.
 */
export function adjust(
  run: KnownRun,
  wanted: WantedRun | undefined,
  { whyNot, now, rules }: { whyNot: string; now: string; rules: PeopleRules },
): PersonCommand[] {
  if (run.facts === null || run.facts.isCancelled) return [];
  if (!wanted) return [{ kind: 'cancel-run', runId: run.id, reason: whyNot }];
  const { key, at, attributes, hasEmail } = wanted.facts;
  const isTold =
    run.facts.key === key &&
    isSameMoment(run.facts.at, at, now) &&
    attributesKey(run.facts.attributes ?? {}, rules) === attributesKey(attributes ?? {}, rules) &&
    run.facts.hasEmail === hasEmail;
  return isTold || run.actedAt !== null ? [] : [{ kind: 'change-run', runId: run.id, wanted }];
}

/** Of moments that have passed, each means at once. */
function isSameMoment(one: string, other: string, now: string): boolean {
  return one === other || (one <= now && other <= now);
}
