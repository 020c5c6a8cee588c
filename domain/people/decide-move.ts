import { adjust } from './adjust-run.js';
import type { AskedByFacts } from './asked-by-facts.js';
import { attributesKey } from './attributes-key.js';
import type { PersonCommand, WantedRun } from './command.js';
import { attributesAtMoment } from './dated-attributes.js';
import type { DecideInput, Served } from './decide.js';
import { isOpen, type KnownRun, lastActed, wasCalledOff } from './known-run.js';
import type { PeopleRules } from './people-rules.js';
import type { Standing } from './standing.js';

/**
 * The run that follows a change of what rules look at, on the day of the change. One at a time. While nothing is to follow,
 * what is so now counts as served: a rule that later looks at something else moves nobody for a change of long ago.
 * Whoever leaves gets nothing new.
 */
export function decideMove(
  input: DecideInput,
  standing: Standing,
  episode: number,
): { commands: PersonCommand[]; served: Served | null } {
  const { state, now, rules, before } = input;
  const runs = input.runs.filter((run) => run.episode === episode);
  const open = runs.find((run) => run.kind === 'move' && isOpen(run));
  const isBusy = !standing.isWorking || runs.some((run) => run.kind === 'onboard' && isOpen(run));
  const current = attributesAtMoment(state.attributes, now);
  const last = servedBy(input, runs);
  const wanted = isBusy
    ? undefined
    : wantedMove(input, last, { isLeaving: (standing.inForce?.accessEnd ?? null) !== null });
  const isQuiet = !isBusy && !open?.actedAt && (wanted === undefined || wanted.facts.at > now);
  const served = isQuiet
    ? { at: now, attributes: current, ...(last?.isOwed && { isOwed: true as const }) }
    : before.served;
  if (open?.actedAt && open.facts) {
    // During the overlap a second change is merged into the first.
    const isNews = wanted !== undefined && wanted.facts.at <= now && keyOf(open.facts, rules) !== wanted.facts.key;
    return {
      commands: isNews && !open.facts.isCancelled ? [{ kind: 'change-run', runId: open.id, wanted }] : [],
      served,
    };
  }
  const whyNot = standing.isOver ? 'the employment has ended' : 'the change was called off';
  if (open) return { commands: adjust(open, wanted, { whyNot, now, rules }), served };
  const isCalledOff =
    wanted !== undefined && runs.some((run) => run.kind === 'move' && wasCalledOff(run, wanted.facts.key));
  return { commands: wanted && !isCalledOff ? [{ kind: 'start-run', episode, wanted }] : [], served };
}

function wantedMove(
  { state, now, rules }: DecideInput,
  last: Omit<Served, 'at'> | undefined,
  { isLeaving }: { isLeaving: boolean },
): WantedRun | undefined {
  const keyAt = (moment: string) => attributesKey(attributesAtMoment(state.attributes, moment), rules);
  const servedKey = last && attributesKey(last.attributes, rules);
  const past = state.attributes.findLast(({ from }) => from !== null && from <= now)?.from ?? now;
  const planned = state.attributes.flatMap(({ from }) => (from !== null && from > now ? [from] : []));
  const isServed = keyAt(now) === servedKey && (isLeaving || !last?.isOwed);
  const at = isServed ? planned.find((moment) => keyAt(moment) !== servedKey) : past;
  if (at === undefined) return undefined;
  const attributes = attributesAtMoment(state.attributes, at > now ? at : now);
  const what = { attributes, ...(isLeaving && { givesNothing: true as const }) };
  const facts = { ...what, key: keyOf(what, rules), at, hasEmail: true, toldAt: now, isCancelled: false };
  const reason = `HR says that the work changed${isLeaving ? '; nothing new is given, because the end is known' : ''}`;
  return { kind: 'move', day: null, timeZone: null, facts, reason };
}

function keyOf(
  { attributes, givesNothing }: Pick<AskedByFacts, 'attributes' | 'givesNothing'>,
  rules: PeopleRules,
): string {
  return `attributes:${attributesKey(attributes ?? {}, rules)}${givesNothing ? ':nothing-new' : ''}`;
}

/**
 * What the newest run that gave access went by, or what needed no run since; without either, what was known first.
 * Undefined when a run was told of something it did not act by any more.
 */
function servedBy({ state, before }: DecideInput, runs: readonly KnownRun[]): Omit<Served, 'at'> | undefined {
  const last = lastActed(runs, ['onboard', 'move']);
  const actedAt = last?.actedAt ?? null;
  if (before.served && (actedAt === null || before.served.at > actedAt)) return before.served;
  if (!last || actedAt === null) return { attributes: state.attributes[0]?.attributes ?? {} };
  if (last.facts === null) return { attributes: attributesAtMoment(state.attributes, actedAt) };
  const { toldAt, attributes, givesNothing } = last.facts;
  return toldAt <= actedAt ? { attributes: attributes ?? {}, ...(givesNothing && { isOwed: true }) } : undefined;
}
