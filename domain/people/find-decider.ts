import { shiftDay } from '../hr/calendar-day.js';
import type { HrEventType } from '../hr/hr-event.js';
import { findAttributeSources } from './attribute-sources.js';
import { type Claim, sortClaims } from './claim.js';
import type { PersonCommand, WantedRun } from './command.js';
import { keyOf } from './contract.js';
import type { KnownRun } from './known-run.js';
import type { PersonState } from './person-state.js';

/** What asks for a run of a kind, and what calls one off. */
const asking: Record<WantedRun['kind'], readonly HrEventType[]> = {
  onboard: ['hired', 'rehired'],
  offboard: ['terminated', 'hire_cancelled'],
  move: ['changed', 'hired', 'rehired', 'terminated'],
  suspend: ['access_suspended'],
};
const callingOff: Record<WantedRun['kind'], readonly HrEventType[]> = {
  onboard: ['hire_cancelled', 'terminated', 'access_suspended'],
  offboard: ['termination_cancelled', 'hired', 'rehired'],
  move: ['changed', 'terminated'],
  suspend: ['access_restored', 'terminated'],
};

/**
 * The claim that a command follows from, whoever spoke since and whether or not the clock brought it about. Of several that
 * say the same it is the newest.
 */
export function findDecider(
  given: readonly Claim[],
  command: PersonCommand,
  { state, runs }: { state: PersonState; runs: readonly KnownRun[] },
): Claim | undefined {
  const claims = sortClaims(given);
  const decider =
    command.kind === 'start-run' || command.kind === 'change-run'
      ? findAsking(claims, command.wanted, state)
      : findCallingOff(
          claims,
          runs.find(({ id }) => id === command.runId),
        );
  return decider ?? claims.at(-1);
}

function findAsking(claims: readonly Claim[], { kind, day, facts }: WantedRun, state: PersonState): Claim | undefined {
  const said = kind === 'offboard' && day !== null ? shiftDay(day, 1) : day;
  const ofKind = claims.filter((claim) => isOf(claim, asking[kind]));
  if (kind === 'suspend') return ofKind.findLast((claim) => isSuspending(claim, facts.at, state)) ?? ofKind.at(-1);
  if (kind === 'move') return findSource(claims, facts.attributes ?? {}) ?? ofKind.at(-1);
  return ofKind.findLast(({ event }) => event.effective.date === said) ?? ofKind.at(-1);
}

/** An identity provider speaks of access alone. */
function isOf({ sourceKind, event: { type } }: Claim, types: readonly HrEventType[]): boolean {
  const mayCount = sourceKind === 'hr' || type === 'access_suspended' || type === 'access_restored';
  return mayCount && types.includes(type);
}

/** Whether a claim is about the suspension that begins at a moment. */
function isSuspending({ connectionId, sourceKind, event }: Claim, at: string, { suspensions }: PersonState): boolean {
  const source = sourceKind === 'idp' ? connectionId : keyOf(event);
  return (
    event.type === 'access_suspended' &&
    suspensions.some((one) => one.from === at && one.sourceKind === sourceKind && one.source === source)
  );
}

/** Who said last what the work is now. */
function findSource(claims: readonly Claim[], attributes: NonNullable<WantedRun['facts']['attributes']>) {
  const ofHr = claims.filter(({ sourceKind }) => sourceKind === 'hr');
  const sources = [...findAttributeSources(ofHr, attributes).values()];
  const newest = sources.reduce((newest, one) => (one.observedAt > newest ? one.observedAt : newest), '');
  const { connectionId } = sources.find(({ observedAt }) => observedAt === newest) ?? {};
  return ofHr.findLast((claim) => claim.connectionId === connectionId && claim.event.observedAt === newest);
}

function findCallingOff(claims: readonly Claim[], run: KnownRun | undefined): Claim | undefined {
  const types = run && run.kind in callingOff ? callingOff[run.kind as WantedRun['kind']] : [];
  return claims.findLast((claim) => isOf(claim, types));
}
