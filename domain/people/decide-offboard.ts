import { adjust } from './adjust-run.js';
import type { AttentionId, PersonCommand, WantedRun } from './command.js';
import type { DecideInput } from './decide.js';
import { isOpen, type KnownRun, lastActed, wasCalledOff } from './known-run.js';
import type { Standing } from './standing.js';

/** The run that takes all access away: at the end of the employment, or when a start was called off. */
export function decideOffboard(
  input: DecideInput,
  { inForce }: Standing,
  episode: number,
): { commands: PersonCommand[]; attention: AttentionId[] } {
  const open = input.runs.find((run) => run.kind === 'offboard' && run.episode === episode && isOpen(run));
  const wanted = inForce ? atTheEnd(input, inForce) : whenCalledOff(input, episode);
  const twin = wanted ? possibleConversion(input) : undefined;
  const attention = twin === undefined ? [] : [twin];
  if (open) {
    const isTooLate = open.actedAt !== null && wanted !== undefined && wanted.facts.at > input.now;
    const stands = isTooLate || (twin !== undefined && open.actedAt === null) ? undefined : wanted;
    if (open.facts === null) return { commands: takeOver(open, stands), attention };
    const whyNot = twin ? 'this may be a conversion' : 'the end was called off';
    return { commands: adjust(open, stands, { whyNot, now: input.now, rules: input.rules }), attention };
  }
  if (!wanted || twin || isServed(input.runs, wanted, episode)) return { commands: [], attention };
  return { commands: [{ kind: 'start-run', episode, wanted }], attention };
}

/** What an operator asked for is left as it is, unless HR has the end earlier. */
function takeOver(run: KnownRun, wanted: WantedRun | undefined): PersonCommand[] {
  const isSooner = wanted !== undefined && run.actedAt === null && wanted.facts.at < run.effectiveAt;
  return isSooner ? [{ kind: 'change-run', runId: run.id, wanted }] : [];
}

function atTheEnd(input: DecideInput, { accessEnd, end, number }: NonNullable<Standing['inForce']>) {
  if (accessEnd === null) return undefined;
  const isEarlier = end !== null && accessEnd.at < end.at;
  const unheard = input.state.episodes[number - 1]?.isFirstHeardAtEnd
    ? '; nothing was known of this person before'
    : '';
  return toWanted(input, {
    key: `end:${accessEnd.at}`,
    at: accessEnd.at,
    day: accessEnd.day,
    timeZone: accessEnd.timeZone,
    reason: `HR says the last day is ${end?.day ?? accessEnd.day}${isEarlier ? ', and access ends before it' : ''}${unheard}`,
  });
}

/** Somebody who got access ahead of a start that was called off. */
function whenCalledOff(input: DecideInput, episode: number): WantedRun | undefined {
  const { runs, now } = input;
  const last = lastActed(
    runs.filter((run) => run.episode === episode),
    ['onboard', 'offboard'],
  );
  if (last?.kind !== 'onboard') return undefined;
  const reason = 'the start was called off after access was given';
  return toWanted(input, { key: 'start-called-off', at: now, day: null, timeZone: null, reason });
}

function toWanted(
  { now }: DecideInput,
  { key, at, ...when }: { key: string; at: string } & Pick<WantedRun, 'day' | 'timeZone' | 'reason'>,
): WantedRun {
  return {
    kind: 'offboard',
    ...when,
    facts: { key, at, attributes: null, hasEmail: true, toldAt: now, isCancelled: false },
  };
}

/** Whether a run took, or an operator decided not to take, what is to be taken. */
function isServed(runs: readonly KnownRun[], { facts }: WantedRun, episode: number): boolean {
  const last = lastActed(runs, ['onboard', 'offboard']);
  if (last?.kind === 'offboard' && !last.facts?.isCancelled)
    return last.effectiveAt >= facts.at || (last.actedAt ?? '') >= facts.at;
  return runs.some((run) => run.kind === 'offboard' && run.episode === episode && wasCalledOff(run, facts.key));
}

/** Somebody else with the same address works here: one record may go on in the other. */
function possibleConversion({ twins, settlements }: DecideInput): AttentionId | undefined {
  return twins
    .filter(({ isEmployed }) => isEmployed)
    .map(({ personKey }) => `possible-conversion/${personKey}`)
    .find((id) => settlements[id] === undefined);
}
