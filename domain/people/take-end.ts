import { type Contract, currentSpell, earlierSpell, phaseAt } from './contract.js';
import { endOf, newSpell, type Spell } from './spell.js';
import type { Said } from './take-start.js';

/** An end is planned or has happened; another day moves it. */
export function takeTerminated(contract: Contract, said: Said): void {
  const { worker, employment, effective } = said.event;
  const phase = phaseAt(contract, said.observedAt);
  if (phase === 'cancelled') return;
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
  if (doubtful?.startDay && effective.date <= doubtful.startDay) {
    setEnd(spell, said);
    contract.spells.push(doubtful);
    return;
  }
  if (spell.startDay === null || effective.date > spell.startDay) return setEnd(spell, said);
  const earlier = earlierSpell(contract);
  if (earlier && worker.episodeStart !== spell.startDay) return setEnd(earlier, said);
  // An end before the start (5.22): it will not begin, or is over at once.
  if (phase === 'planned') spell.isCancelled = true;
  else setEnd(spell, said);
}

function setEnd(spell: Spell, { event, observedAt }: Said): void {
  const { date, at, accessEnd } = event.effective;
  spell.endDay = date;
  spell.endAt = at ?? null;
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
  if (earlier && earlierEnd && earlierEnd.at > observedAt) clearEnd(earlier);
}

function clearEnd(spell: Spell): void {
  Object.assign(spell, { endDay: null, endAt: null, accessEndAt: null });
}
