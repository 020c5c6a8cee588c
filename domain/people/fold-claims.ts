import type { HrEvent } from '../hr/hr-event.js';
import { addToTimeline, attributesSaid } from './attribute-timeline.js';
import { type Claim, sortClaims } from './claim.js';
import { type Contract, keyOf, phaseAt } from './contract.js';
import { toDatedAttributes } from './dated-attributes.js';
import { toEpisodes } from './episodes.js';
import { foldIdentity } from './identity-facts.js';
import type { PeopleRules } from './people-rules.js';
import type { Conflict, ConflictKind, Employment, PersonState } from './person-state.js';
import { accessEndOf, endOf, newSpell, startOf } from './spell.js';
import { takeTerminated, takeTerminationCancelled } from './take-end.js';
import { type Said, takeHireCancelled, takeHired, takeRehired } from './take-start.js';
import { lift, type Span, suspend, takeRestored, takeSuspended } from './take-suspension.js';
import { createZoneFinder } from './zones.js';

/** What operators decided about contradictions, by the id of the conflict. */
export type Settlements = Readonly<Record<string, 'apply' | 'ignore'>>;

/** A person while claims are folded. */
interface Folding {
  contracts: Map<string, Contract>;
  /** By connection. */
  suspensionsByProvider: Map<string, Span>;
  conflicts: (Conflict & { contractKey: string })[];
  isErasedAtSource: boolean;
}

/**
 * What follows from all claims about a person. They are taken in the order in which they were observed, so the same claims
 * give the same state in whichever order and however often they came. Each meets the state that was true when it was
 * observed: the table of docs/people.md.
 */
export function foldClaims(given: readonly Claim[], rules: PeopleRules, settlements: Settlements = {}): PersonState {
  const claims = sortClaims(given);
  const zoneOf = createZoneFinder(claims, rules.defaultTimeZone);
  const folding: Folding = {
    contracts: new Map(),
    suspensionsByProvider: new Map(),
    conflicts: [],
    isErasedAtSource: false,
  };
  for (const claim of claims) {
    const said = toSaid(folding, claim, settlements);
    if (claim.sourceKind === 'idp') takeFromProvider(folding, claim, said, rules.defaultTimeZone);
    else takeFromHr(folding, claim, said, { timeZone: zoneOf(keyOf(claim.event)), cutOff: rules.cutOff });
  }
  return toState(folding, claims);
}

function toSaid(folding: Folding, { event, connectionId }: Claim, settlements: Settlements): Said {
  const { observedAt } = event;
  const contractKey = keyOf(event);
  return {
    event,
    observedAt,
    isPersonEnded: isEndedAt(folding, observedAt),
    isAppliedThough(kind: ConflictKind) {
      const id = `${kind}/${contractKey}/${event.effective.date}`;
      const choice = settlements[id];
      if (choice === undefined) folding.conflicts.push({ id, kind, observedAt, connectionId, contractKey });
      return choice === 'apply';
    },
  };
}

function isEndedAt({ contracts }: Folding, instant: string): boolean {
  const phases = [...contracts.values()].map((contract) => phaseAt(contract, instant));
  return phases.includes('ended') && phases.every((phase) => ['ended', 'cancelled', 'unknown'].includes(phase));
}

/** An identity provider speaks of access alone: it may suspend, and lift what it suspended. */
function takeFromProvider(folding: Folding, { event, connectionId }: Claim, said: Said, timeZone: string): void {
  const { suspensionsByProvider } = folding;
  const known = suspensionsByProvider.get(connectionId);
  if (event.type === 'access_suspended') {
    const isOther = (conflict: Conflict) => conflict.connectionId !== connectionId;
    folding.conflicts = folding.conflicts.filter(isOther);
    if (said.isPersonEnded) return;
    suspensionsByProvider.set(connectionId, suspend(known ?? null, said, timeZone));
  } else if (event.type === 'access_restored') {
    if (said.isPersonEnded) said.isAppliedThough('restored-after-end');
    else if (known) suspensionsByProvider.set(connectionId, lift(known, said, timeZone));
  }
}

function takeFromHr(folding: Folding, { event, connectionId }: Claim, said: Said, clock: Contract['clock']): void {
  const key = keyOf(event);
  const contract = folding.contracts.get(key) ?? newContract(key, event, clock);
  folding.contracts.set(key, contract);
  contract.connectionIds.add(connectionId);
  forgetConflicts(folding, contract, event);
  turn(contract, said);
  if (event.type !== 'rehired') contract.doubtful = null;
  folding.isErasedAtSource = event.type === 'deleted';
  takeAttributes(contract, said);
}

function turn(contract: Contract, said: Said): void {
  switch (said.event.type) {
    case 'hired':
      return takeHired(contract, said);
    case 'rehired':
      return takeRehired(contract, said);
    case 'hire_cancelled':
      return takeHireCancelled(contract, said);
    case 'terminated':
      return takeTerminated(contract, said);
    case 'termination_cancelled':
      return takeTerminationCancelled(contract, said);
    case 'access_suspended':
      return takeSuspended(contract, said);
    case 'access_restored':
      return takeRestored(contract, said);
    case 'changed':
      return takeStatus(contract, said.event);
    case 'deleted':
  }
}

/** A contract of which only changes are told is in force when they say so. */
function takeStatus(contract: Contract, { employment }: HrEvent): void {
  const isInForce = ['active', 'leave', 'notice'].includes(employment?.status ?? '');
  if (contract.spells.length === 0 && isInForce) contract.spells.push(newSpell({}));
}

/** What is told of starts and ends makes up for what contradicted before. */
function forgetConflicts(folding: Folding, contract: Contract, { type }: HrEvent): void {
  if (!['hired', 'rehired', 'terminated', 'termination_cancelled'].includes(type)) return;
  folding.conflicts = folding.conflicts.filter(({ contractKey, kind }) =>
    kind === 'restored-after-end' ? type === 'terminated' : contractKey !== contract.key,
  );
}

function takeAttributes(contract: Contract, { event, observedAt }: Said): void {
  const { employment, effective, type } = event;
  if (!employment) return;
  if (employment.primary !== undefined) contract.isPrimary = employment.primary;
  const startOfDay = startOf(newSpell({ startDay: effective.date, startAt: effective.at ?? null }), contract.clock);
  const from = type === 'changed' && startOfDay ? startOfDay.at : observedAt;
  addToTimeline(contract.attributes, attributesSaid(employment), { from, observedAt });
}

function newContract(key: string, { worker }: HrEvent, clock: Contract['clock']): Contract {
  const { externalId } = worker;
  return {
    ...{ key, externalId, connectionIds: new Set(), clock, isPrimary: null },
    ...{ spells: [], doubtful: null, suspension: null, attributes: new Map() },
  };
}

function toEmployment({ key, connectionIds, isPrimary, spells, clock }: Contract): Employment {
  return {
    ...{ key, connectionIds: [...connectionIds].sort(), isPrimary },
    spells: spells
      .filter(({ isCancelled }) => !isCancelled)
      .map((spell) => ({
        ...{ start: startOf(spell, clock), end: endOf(spell, clock) },
        accessEnd: accessEndOf(spell, clock),
      })),
  };
}

function toState(folding: Folding, claims: readonly Claim[]): PersonState {
  const contracts = [...folding.contracts.values()].sort((one, other) => (one.key < other.key ? -1 : 1));
  const ofHr = contracts.flatMap(({ key, suspension }) =>
    suspension ? [{ source: key, sourceKind: 'hr' as const, ...suspension }] : [],
  );
  const ofProviders = [...folding.suspensionsByProvider].map(([source, span]) => ({
    ...{ source, sourceKind: 'idp' as const },
    ...span,
  }));
  return {
    ...foldIdentity(claims),
    employments: contracts.map(toEmployment),
    episodes: toEpisodes(contracts),
    isStartCancelled: contracts.some(({ spells }) => spells.at(-1)?.isCancelled === true),
    suspensions: [...ofHr, ...ofProviders].sort((one, other) => (one.source < other.source ? -1 : 1)),
    attributes: toDatedAttributes(contracts),
    conflicts: folding.conflicts.map(({ contractKey: _, ...conflict }) => conflict),
    isErasedAtSource: folding.isErasedAtSource,
  };
}
