import type { HrEvent, HrEventType } from '../../../domain/hr/hr-event.js';
import type { Claim } from '../../../domain/people/claim.js';
import type { PersonCommand } from '../../../domain/people/command.js';
import { decide, type DecideInput, type Decision } from '../../../domain/people/decide.js';
import { foldClaims } from '../../../domain/people/fold-claims.js';
import type { KnownRun } from '../../../domain/people/known-run.js';
import type { PeopleRules } from '../../../domain/people/people-rules.js';
import { toStartOfDay } from '../../../domain/time/start-of-day.js';

export const rules: PeopleRules = {
  defaultTimeZone: 'UTC',
  cutOff: null,
  leadTimeMs: 0,
  ignoreStartsOlderThanMs: 14 * 86_400_000,
  attributes: ['department'],
};

export interface Saying {
  /** The first day of the new state: the day after the last one for an end. */
  date: string;
  /** When it was said; a day means noon. */
  on: string;
  id?: string;
  source?: 'hr' | 'other-hr' | 'okta';
  worker?: Partial<HrEvent['worker']>;
  employment?: HrEvent['employment'];
  effective?: Partial<HrEvent['effective']>;
  reason?: HrEvent['reason'];
}

/** A claim about one worker, in UTC. */
export function say(type: HrEventType, saying: Saying): Claim {
  const { date, on, id = `${type}-${on}-${date}`, source = 'hr', worker, employment, effective, reason } = saying;
  return {
    connectionId: source,
    sourceKind: source === 'okta' ? 'idp' : 'hr',
    event: {
      ...{ type, id, observedAt: noon(on) },
      worker: { externalId: 'W1', employmentId: 'primary', ...worker },
      effective: { date, timeZone: 'UTC', timeZoneFrom: 'payload', ...effective },
      ...(employment && { employment }),
      ...(reason && { reason }),
    },
  };
}

export function noon(on: string): string {
  return on.length === 10 ? `${on}T12:00:00.000Z` : on;
}

export const midnight = (day: string) => toStartOfDay(day, 'UTC');

/** A small world: what was said, the runs that came of it, and time that goes by. */
export class World {
  readonly claims: Claim[] = [];
  runs: KnownRun[] = [];
  readonly settlements: Record<string, 'apply' | 'ignore'> = {};
  twins: DecideInput['twins'] = [];
  lookalikes: string[] = [];
  /** Kinds of runs that stay open when they have acted: until they are lifted, or their overlap is over. */
  holding: KnownRun['kind'][] = ['suspend'];
  episode = 1;
  now: string;
  last: Decision | undefined;
  #before: Omit<DecideInput['before'], 'episode'> = { startsAt: null, endsAt: null, isKnown: false, served: null };

  /** Of the policy; it may change. */
  rules: PeopleRules;

  constructor(start: string, withRules: PeopleRules = rules) {
    this.now = noon(start);
    this.rules = withRules;
  }

  /** Takes claims in, now; then runs do what they are to do. */
  hear(...claims: Claim[]): PersonCommand[] {
    this.claims.push(...claims);
    return this.settle();
  }

  /** Lets time go by: at each turn people are reconsidered, and runs act whose moment has come. */
  goTo(day: string): PersonCommand[] {
    const end = noon(day);
    const commands: PersonCommand[] = [];
    for (;;) {
      const turns = [this.last?.standing.nextTurn, ...this.runs.filter(isWaiting).map((run) => run.effectiveAt)];
      const next = turns
        .filter((turn) => turn !== null && turn !== undefined && turn > this.now && turn <= end)
        .sort()[0];
      this.now = next ?? end;
      commands.push(...this.settle());
      if (next === undefined) return commands;
    }
  }

  /** An operator ends a run before it acted, or stops it. */
  callOff(kind: KnownRun['kind']): void {
    const run = this.runs.find((one) => one.kind === kind && one.closedAt === null);
    if (run) run.closedAt = this.now;
    this.settle();
  }

  open(kind?: KnownRun['kind']): KnownRun[] {
    return this.runs.filter((run) => run.closedAt === null && (kind === undefined || run.kind === kind));
  }

  get state() {
    return foldClaims(this.claims, this.rules, this.settlements);
  }

  /** Decides and lets runs go on until nothing is left to do. */
  settle(): PersonCommand[] {
    const commands: PersonCommand[] = [];
    for (let round = 0; round < 20; round++) {
      const asked = this.#decide();
      commands.push(...asked);
      const changed = this.runs.map((run) => this.#goOn(run)).includes(true);
      if (asked.length === 0 && !changed) return commands;
    }
    throw new Error('Decisions and runs never come to rest.');
  }

  #decide(): PersonCommand[] {
    const { state, runs, twins, lookalikes, settlements, now, episode } = this;
    const { rules } = this;
    const decision = decide({
      state,
      runs,
      twins,
      lookalikes,
      settlements,
      now,
      rules,
      before: { episode, ...this.#before },
    });
    const { inForce } = decision.standing;
    this.#before = {
      startsAt: inForce?.start?.at ?? null,
      endsAt: inForce?.accessEnd?.at ?? null,
      isKnown: true,
      served: decision.served,
    };
    this.episode = decision.episode;
    this.last = decision;
    for (const command of decision.commands) this.#carryOut(command);
    return decision.commands;
  }

  #carryOut(command: PersonCommand): void {
    if (command.kind === 'start-run') {
      const { kind, facts } = command.wanted;
      const id = `run-${this.runs.length + 1}`;
      const ends = { actedAt: null, closedAt: null, liftedAt: null };
      this.runs.push({ id, kind, episode: command.episode, effectiveAt: facts.at, facts, ...ends });
      return;
    }
    const run = this.runs.find(({ id }) => id === command.runId);
    if (!run?.facts) throw new Error('Only runs that facts asked for are told.');
    if (command.kind === 'change-run')
      Object.assign(run, { facts: command.wanted.facts, effectiveAt: command.wanted.facts.at });
    else if (command.kind === 'lift-run') run.liftedAt = this.now;
    else run.facts = { ...run.facts, isCancelled: true };
  }

  /** As workflows do: at once what is due, and to the end what was asked to stop or needs nothing more. */
  #goOn(run: KnownRun): boolean {
    if (run.closedAt !== null) return false;
    if (run.facts?.isCancelled || run.liftedAt !== null) return close(run, this.now);
    if (run.effectiveAt > this.now) return false;
    const wasActing = run.actedAt !== null;
    run.actedAt ??= this.now;
    if (!this.holding.includes(run.kind)) return close(run, this.now);
    return !wasActing;
  }
}

function isWaiting(run: KnownRun): boolean {
  return run.closedAt === null && run.actedAt === null;
}

function close(run: KnownRun, now: string): boolean {
  run.closedAt = now;
  return true;
}
