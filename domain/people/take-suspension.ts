import { toStartOfDay } from '../time/start-of-day.js';
import { type Contract, phaseAt } from './contract.js';
import type { Said } from './take-start.js';

/** Access is away from a moment on; until null: nobody said for how long. */
export interface Span {
  from: string;
  until: string | null;
}

/** When a suspension or its end begins: at once, unless a later day or moment is named. */
function momentOfAccess({ event, observedAt }: Said, timeZone: string): string {
  const { at, date } = event.effective;
  const moment = at ?? toStartOfDay(date, timeZone);
  return at === undefined && moment < observedAt ? observedAt : moment;
}

/** HR takes access away and leaves the employment undecided: a leave, for example. */
export function takeSuspended(contract: Contract, said: Said): void {
  const phase = phaseAt(contract, said.observedAt);
  if (phase === 'ended' || phase === 'cancelled') return;
  contract.suspension = suspend(contract.suspension, said, contract.clock.timeZone);
}

/** The suspension that follows: one that holds already goes on. */
export function suspend(known: Span | null, said: Said, timeZone: string): Span {
  const goesOn = known !== null && known.until === null && known.from <= said.observedAt;
  return goesOn ? known : { from: momentOfAccess(said, timeZone), until: null };
}

/** The suspension with its end. */
export function lift(known: Span, said: Said, timeZone: string): Span {
  const until = momentOfAccess(said, timeZone);
  return { from: known.from, until: until < known.from ? known.from : until };
}

/** HR gives it back. */
export function takeRestored(contract: Contract, said: Said): void {
  if (phaseAt(contract, said.observedAt) === 'ended') {
    said.isAppliedThough('restored-after-end');
    return;
  }
  if (contract.suspension) contract.suspension = lift(contract.suspension, said, contract.clock.timeZone);
}
