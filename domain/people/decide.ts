import type { AttentionId, PersonCommand } from './command.js';
import { decideMove } from './decide-move.js';
import { decideOffboard } from './decide-offboard.js';
import { decideOnboard } from './decide-onboard.js';
import { decideSuspend } from './decide-suspend.js';
import { nextEpisodeNumber } from './episode-number.js';
import type { Settlements } from './fold-claims.js';
import { isOpen, type KnownRun } from './known-run.js';
import type { PeopleRules } from './people-rules.js';
import type { PersonAttributes } from './person-attributes.js';
import type { PersonState } from './person-state.js';
import { findSourcesAtOdds } from './sources-at-odds.js';
import { type Standing, standingAt } from './standing.js';

export interface DecideInput {
  state: PersonState;
  /** All runs of the person. */
  runs: readonly KnownRun[];
  before: Before;
  /** Others who have the same current work address. */
  twins: readonly Twin[];
  /** Keys of others whose work address looks like the person's, with letters of another script. */
  lookalikes: readonly string[];
  settlements: Settlements;
  /** ISO 8601, UTC. */
  now: string;
  rules: PeopleRules;
}

/** What was decided last. */
export interface Before {
  /** The number that runs carry for the employment in force, and when that began and ends. */
  episode: number;
  startsAt: string | null;
  endsAt: string | null;
  isKnown: boolean;
  served: Served | null;
}

/** Attributes of which everything that follows was done, and when that was so. */
export interface Served {
  at: string;
  attributes: PersonAttributes;
  /** What comes with them was not given, because the end was known: it follows when the end is called off. */
  isOwed?: true;
}

export interface Twin {
  personKey: string;
  /** Works here, or will. */
  isEmployed: boolean;
}

export interface Decision {
  /** The number of the employment in force. */
  episode: number;
  standing: Standing;
  commands: PersonCommand[];
  /** Access goes that nobody spoke of before, or goes a day sooner or more: what the breaker counts. */
  takesAccess: boolean;
  attention: AttentionId[];
  served: Served | null;
}

/**
 * What has to be done now, by everything that is known: the runs that should be, against those that are. The same question
 * again has no commands as an answer, once they are carried out.
 */
export function decide(input: DecideInput): Decision {
  const { state, now, rules } = input;
  const standing = standingAt(state, now, rules);
  const episode = nextEpisodeNumber(input, standing);
  const onboard = decideOnboard(input, standing, { employment: standing.inForce, episode });
  const ahead = decideOnboard(input, standing, { employment: standing.next, episode: episode + 1 });
  const offboard = decideOffboard(input, standing, episode);
  const move = decideMove(input, standing, episode);
  const taking = [...offboard.commands, ...decideSuspend(input, standing, episode)];
  return {
    ...{ episode, standing },
    commands: [...endOlderRuns(input, episode), ...taking, ...onboard.commands, ...ahead.commands, ...move.commands],
    takesAccess: taking.some((command) => isNewOrSooner(command, input.runs)),
    served: move.served,
    attention: [...onboard.attention, ...offboard.attention, ...notedOf(input, standing, offboard.attention)].sort(),
  };
}

/** Another zone moves a moment by some hours; that takes no access. */
const dayMs = 86_400_000;

function isNewOrSooner(command: PersonCommand, runs: readonly KnownRun[]): boolean {
  if (command.kind === 'start-run') return true;
  if (command.kind !== 'change-run') return false;
  const before = runs.find(({ id }) => id === command.runId)?.effectiveAt;
  return before !== undefined && Date.parse(before) - Date.parse(command.wanted.facts.at) >= dayMs;
}

/** Runs of an employment that is over: a newer one has begun. */
function endOlderRuns({ runs }: DecideInput, episode: number): PersonCommand[] {
  return runs
    .filter((run) => isOpen(run) && run.episode < episode && run.facts !== null && !run.facts.isCancelled)
    .map(({ id }) => ({ kind: 'cancel-run', runId: id, reason: 'a newer employment has begun' }));
}

function notedOf(
  { state, twins, lookalikes, settlements, now }: DecideInput,
  { inForce, isWorking, isOver }: Standing,
  noted: AttentionId[],
): AttentionId[] {
  const sharing = noted.length > 0 ? [] : twins.filter((twin) => twin.isEmployed && isWorking);
  const ids = [
    ...state.conflicts.map(({ id }) => id),
    ...findSourcesAtOdds(state, now),
    ...(inForce?.isFirstHeardAtEnd ? [`first-heard-of-as-leaver/${inForce.accessEnd?.day ?? ''}`] : []),
    ...(state.isErasedAtSource && isWorking ? ['record-erased-at-source/'] : []),
    ...sharing.map(({ personKey }) => `address-of-several-people/${personKey}`),
    ...(isOver ? [] : lookalikes.map((personKey) => `address-looks-like-another/${personKey}`)),
  ];
  return ids.filter((id) => settlements[id] === undefined);
}
