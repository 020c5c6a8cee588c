import { shiftDay } from '../hr/calendar-day.js';
import { type Contract, currentSpell, earlierSpell, phaseAt } from './contract.js';
import { endOf, newSpell, type Spell, startOf } from './spell.js';
import { callOff, type Said } from './take-start.js';

/** An end is planned or has happened; another day moves it. */
export function takeTerminated(contract: Contract, said: Said): void {
  const { worker, employment, effective } = said.event;
  const phase = phaseAt(contract, said.observedAt);
  // A start that was told and called off leaves nothing to end. Of others nobody knows whether they have access.
  if (phase === 'cancelled' && contract.spells.some(({ startDay }) => startDay !== null)) return;
  const spell = currentSpell(contract);
  if (!spell) {
    // Nobody told us of the beginning.
    const startDay = worker.episodeStart ?? employment?.startDate ?? null;
    const isKnownStart = startDay !== null && startDay < effective.date;
    const unheard = newSpell({ startDay: isKnownStart ? startDay : null, isFirstHeardAtEnd: true });
    contract.spells.push(unheard);
    return setEnd(unheard, said);
  }
  const { doubtful } = contract;
  if (doubtful?.startDay && !isAfterStart(doubtful, contract, said)) {
    setEnd(spell, said);
    contract.spells.push(doubtful);
    return;
  }
  if (spell.startDay === null || isAfterStart(spell, contract, said)) return setEnd(spell, said);
  const earlier = earlierSpell(contract);
  if (earlier && isUnclear(spell, earlier, contract, said)) {
    if (said.isAppliedThough('ended-before-rehire')) setEnd(spell, said);
    return;
  }
  if (earlier && !isAboutNewest(spell, earlier, contract, said)) return setEnd(earlier, said);
  // An end before the start: it will not begin, or is over at once.
  if (phase === 'planned') callOff(contract, spell);
  else setEnd(spell, said);
}

/** On the first day it is the moment that tells whether the end comes before the start. */
function isAfterStart(spell: Spell, { clock }: Contract, { event: { effective } }: Said): boolean {
  const start = startOf(spell, clock);
  if (start === null || effective.date > start.day) return true;
  return effective.at !== undefined && effective.at > start.at;
}

/** Whether an end before the newest start calls that start off, and does not correct the end before it. */
function isAboutNewest(newest: Spell, earlier: Spell, contract: Contract, { event, observedAt }: Said): boolean {
  const { worker, employment } = event;
  if (worker.episodeStart !== undefined) return worker.episodeStart === newest.startDay;
  if (employment?.startDate === newest.startDay) return true;
  const end = endOf(earlier, contract.clock);
  const isLaterThanEnd = end !== null && end.at <= observedAt && event.effective.date > shiftDay(end.day, 1);
  return isLaterThanEnd && phaseAt(contract, observedAt) === 'planned';
}

/**
 * Whether nobody can tell if an end corrects the one before, or is that of the newest employment, which has begun by then:
 * it lies between the two, and names neither.
 */
function isUnclear(newest: Spell, earlier: Spell, contract: Contract, { event, observedAt }: Said): boolean {
  const { worker, employment, effective } = event;
  if (worker.episodeStart !== undefined || employment?.startDate !== undefined) return false;
  if (!['active', 'ending'].includes(phaseAt(contract, observedAt))) return false;
  return earlier.endDay !== null && effective.date > earlier.endDay && effective.date < (newest.startDay ?? '');
}

function setEnd(spell: Spell, { event, observedAt }: Said): void {
  const { date, at, accessEnd } = event.effective;
  spell.endDay = date;
  spell.endAt = at ?? null;
  spell.cutShort = null;
  if (accessEnd === 'immediate') spell.accessEndAt = earlierOf(spell.accessEndAt, observedAt);
  // A day that is moved later on does not give access back: only a withdrawal does.
  else if (accessEnd) spell.accessEndAt = new Date(accessEnd.at).toISOString();
}

function earlierOf(one: string | null, other: string): string {
  return one !== null && one < other ? one : other;
}

/** The end will not happen. */
export function takeTerminationCancelled(contract: Contract, { observedAt }: Said): void {
  const spell = currentSpell(contract);
  const earlier = earlierSpell(contract);
  if (spell?.endDay) return clearEnd(spell);
  const earlierEnd = earlier && endOf(earlier, contract.clock);
  if (!spell || !earlier || !earlierEnd || earlierEnd.at <= observedAt) return;
  // It goes on, so that what was to come after it is part of it.
  clearEnd(earlier);
  contract.spells = contract.spells.filter((one) => one !== spell);
}

function clearEnd(spell: Spell): void {
  Object.assign(spell, { endDay: null, endAt: null, accessEndAt: null, cutShort: null });
}
