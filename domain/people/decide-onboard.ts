import type { AttentionId, PersonCommand, WantedRun } from './command.js';
import { adjust } from './adjust-run.js';
import { attributesAtMoment } from './dated-attributes.js';
import type { DecideInput } from './decide.js';
import { isOpen, type KnownRun, lastActed, wasCalledOff } from './known-run.js';
import type { Episode } from './person-state.js';
import { accessStartOf, isOverAt, type Standing } from './standing.js';

/** Runs that give access for an employment, in force or planned. */
export function decideOnboard(
  input: DecideInput,
  standing: Standing,
  { employment, episode }: { employment: Episode | null; episode: number },
): { commands: PersonCommand[]; attention: AttentionId[] } {
  const runs = input.runs.filter((run) => run.episode === episode);
  const open = runs.find((run) => run.kind === 'onboard' && isOpen(run));
  const wanted = wantedOnboard(input, employment);
  // Before anything was given, a suspension holds the start; afterwards it has a run of its own.
  const isHeld = standing.suspendedFrom !== null && employment === standing.inForce;
  if (open) {
    const stands = isHeld && open.actedAt === null ? undefined : wanted;
    return {
      commands: adjust(open, stands, { whyNot: whyNot(standing, employment), now: input.now, rules: input.rules }),
      attention: [],
    };
  }
  if (!wanted || isHeld) return { commands: [], attention: [] };
  const access = whatAccessIs(runs, wanted);
  if (access.kind === 'settled') return { commands: [], attention: [] };
  if (access.kind === 'gone') {
    const id = `access-is-gone/${access.runId}`;
    const choice = input.settlements[id];
    if (choice !== 'apply') return { commands: [], attention: choice === undefined && standing.isWorking ? [id] : [] };
    const facts = { ...wanted.facts, at: input.now };
    return { commands: [{ kind: 'start-run', episode, wanted: { ...wanted, facts } }], attention: [] };
  }
  const ageMs = Date.parse(input.now) - Date.parse(employment?.start?.at ?? wanted.facts.at);
  const isTooOld = ageMs > input.rules.ignoreStartsOlderThanMs;
  return { commands: isTooOld ? [] : [{ kind: 'start-run', episode, wanted }], attention: [] };
}

function wantedOnboard({ state, now, rules }: DecideInput, employment: Episode | null): WantedRun | undefined {
  if (!employment?.start || isOverAt(employment, now)) return undefined;
  const { at: startsAt, day, timeZone } = employment.start;
  return {
    kind: 'onboard',
    day,
    timeZone,
    facts: {
      key: `start:${day}`,
      at: accessStartOf(employment, state.episodes, rules.leadTimeMs) ?? startsAt,
      attributes: attributesAtMoment(state.attributes, startsAt > now ? startsAt : now),
      hasEmail: state.workEmail !== null,
      toldAt: now,
      isCancelled: false,
    },
    reason: `HR says the first day is ${day}`,
  };
}

function whyNot({ suspendedFrom, isOver }: Standing, employment: Episode | null): string {
  if (employment === null) return 'the start was called off';
  if (isOver) return 'the employment has ended';
  return suspendedFrom === null ? 'the start is not known any more' : 'access is suspended before the start';
}

/**
 * `settled`: given, or an operator decided. `gone`: it was taken away by facts that do not hold any more, and only an
 * operator gives it again.
 */
type Access = { kind: 'settled' } | { kind: 'gone'; runId: string } | { kind: 'to-give' };

function whatAccessIs(runs: readonly KnownRun[], { facts }: WantedRun): Access {
  const last = lastActed(runs, ['onboard', 'offboard']);
  if (last?.kind === 'onboard') return { kind: 'settled' };
  if (last?.facts === null) return { kind: 'settled' };
  if (last?.facts && last.facts.key !== 'start-called-off') return { kind: 'gone', runId: last.id };
  const isCalledOff = runs.some((run) => run.kind === 'onboard' && wasCalledOff(run, facts.key));
  return isCalledOff ? { kind: 'settled' } : { kind: 'to-give' };
}
