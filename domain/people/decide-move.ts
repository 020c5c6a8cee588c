import { adjust } from './adjust-run.js';
import { attributesKey } from './attributes-key.js';
import type { PersonCommand, WantedRun } from './command.js';
import type { DecideInput } from './decide.js';
import { isOpen, type KnownRun, lastActed } from './known-run.js';
import type { Standing } from './standing.js';

/** The run that follows a change of what rules look at, on the day of the change. One at a time. */
export function decideMove(input: DecideInput, standing: Standing, episode: number): PersonCommand[] {
  const runs = input.runs.filter((run) => run.episode === episode);
  const open = runs.find((run) => run.kind === 'move' && isOpen(run));
  const isBusy = runs.some((run) => run.kind === 'onboard' && isOpen(run));
  const wanted = standing.isWorking && !isBusy ? wantedMove(input, runs) : undefined;
  if (open?.actedAt && open.facts) {
    // During the overlap a second change is merged into the first.
    const current = attributesKey(input.state, input.now, input.rules);
    const isNews = standing.isWorking && open.facts.attributes !== current && !open.facts.isCancelled;
    return isNews && wanted ? [{ kind: 'change-run', runId: open.id, wanted }] : [];
  }
  const whyNot = standing.isOver ? 'the employment has ended' : 'the change was called off';
  if (open) return adjust(open, wanted, { whyNot, now: input.now });
  return wanted ? [{ kind: 'start-run', episode, wanted }] : [];
}

function wantedMove({ state, now, rules }: DecideInput, runs: readonly KnownRun[]): WantedRun | undefined {
  const covered = coveredKey(runs, state, rules);
  const current = attributesKey(state, now, rules);
  const moments = [
    ...(current === covered
      ? []
      : [state.attributes.findLast(({ from }) => from !== null && from <= now)?.from ?? now]),
    ...state.attributes.flatMap(({ from }) => (from !== null && from > now ? [from] : [])),
  ];
  const at = moments.find((moment) => moment <= now || attributesKey(state, moment, rules) !== covered);
  if (at === undefined) return undefined;
  const attributes = attributesKey(state, at > now ? at : now, rules);
  const facts = { key: `attributes:${attributes}`, at, attributes, hasEmail: true, toldAt: now, isCancelled: false };
  return { kind: 'move', day: null, timeZone: null, facts, reason: 'HR says that the work changed' };
}

/**
 * What the newest run that gave access went by; without one, what was known first. Undefined when that run was told of
 * something it did not act by any more.
 */
function coveredKey(
  runs: readonly KnownRun[],
  state: DecideInput['state'],
  rules: DecideInput['rules'],
): string | undefined {
  const last = lastActed(runs, ['onboard', 'move']);
  if (!last) return attributesKey(state, null, rules);
  if (last.facts === null) return attributesKey(state, last.actedAt, rules);
  return last.facts.toldAt <= (last.actedAt ?? '') ? (last.facts.attributes ?? undefined) : undefined;
}
