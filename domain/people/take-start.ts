import type { HrEvent } from '../hr/hr-event.js';
import { dayOf, shiftDay } from '../hr/calendar-day.js';
import { type Contract, currentSpell, earlierSpell, phaseAt } from './contract.js';
import type { ConflictKind } from './person-state.js';
import { type Clock, cutShort, newSpell, type Spell, takeBackCut } from './spell.js';

/** A claim while it is folded. */
export interface Said {
  event: HrEvent;
  observedAt: string;
  /** By then the person had no contract that was in force. */
  isPersonEnded: boolean;
  /** Notes a contradiction; true where an operator decided that the claim counts all the same. */
  isAppliedThough(kind: ConflictKind): boolean;
}

/** A start is planned or has happened; another day moves it. */
export function takeHired(contract: Contract, said: Said): void {
  const { date } = said.event.effective;
  const spell = currentSpell(contract);
  const phase = phaseAt(contract, said.observedAt);
  if (!spell) return begin(contract, said);
  const isOver = spell.endDay !== null && date >= spell.endDay;
  switch (phase) {
    case 'unknown':
    case 'cancelled':
      return begin(contract, said);
    case 'planned':
    case 'active':
      // A start that is told later than an end it lies behind leaves that end without a meaning.
      if (isOver) Object.assign(spell, { endDay: null, endAt: null, accessEndAt: null });
      return setStart(contract, spell, said);
    case 'ending':
    case 'ended':
      if (isOver) return begin(contract, said);
      if (spell.startDay === date) return;
      if (spell.startDay === null) return setStart(contract, spell, said);
      if (phase === 'ending' && said.isAppliedThough('hired-while-ending')) {
        Object.assign(spell, { endDay: null, endAt: null, accessEndAt: null });
      }
  }
}

/** A new employment of somebody who is known. */
export function takeRehired(contract: Contract, said: Said): void {
  const { date } = said.event.effective;
  const spell = currentSpell(contract);
  if (!spell) return begin(contract, said);
  const isOver = spell.endDay !== null && date >= spell.endDay;
  if (spell.startDay === date && !isOver) return;
  switch (phaseAt(contract, said.observedAt)) {
    case 'ending':
      // The end that was planned has no meaning any more, also when the new employment ends before it.
      if (!isOver && date > (spell.startDay ?? '')) cutShort(spell, date);
      return begin(contract, said);
    case 'unknown':
    case 'cancelled':
    case 'ended':
      return begin(contract, said);
    case 'planned':
      return setStart(contract, spell, said);
    case 'active': {
      if (spell.startDay === null) return setStart(contract, spell, said);
      const isApplied = said.isAppliedThough('rehired-while-active');
      if (!isApplied) contract.doubtful = spellOf(said);
      else if (date > spell.startDay) {
        cutShort(spell, date);
        contract.spells.push({ ...spellOf(said), isSeparate: true });
      }
    }
  }
}

/** The start will not happen. */
export function takeHireCancelled(contract: Contract, said: Said): void {
  const spell = currentSpell(contract);
  switch (phaseAt(contract, said.observedAt)) {
    case 'unknown':
    case 'cancelled':
      contract.spells.push(newSpell({ isCancelled: true }));
      return;
    case 'planned':
      if (spell) callOff(contract, spell);
      return;
    case 'active':
    case 'ending':
      if (spell && said.isAppliedThough('hire-cancelled-while-active')) endNow(spell, said, contract.clock);
      return;
    case 'ended':
  }
}

/** A spell that will not begin takes nothing from the one before it either. */
export function callOff(contract: Contract, spell: Spell): void {
  spell.isCancelled = true;
  const before = currentSpell(contract);
  if (before) takeBackCut(before);
}

/** Somebody who never came has no access from the moment it was told. */
function endNow(spell: Spell, { observedAt }: Said, { timeZone }: Clock): void {
  const today = dayOf(observedAt, timeZone);
  const endDay = spell.startDay !== null && spell.startDay >= today ? shiftDay(spell.startDay, 1) : today;
  Object.assign(spell, { endDay, endAt: null, accessEndAt: observedAt });
}

function begin(contract: Contract, said: Said): void {
  contract.spells.push(spellOf(said));
}

function spellOf({ event, isPersonEnded }: Said): Spell {
  const { date, at } = event.effective;
  return newSpell({ startDay: date, startAt: at ?? null, isSeparate: isPersonEnded });
}

function setStart(contract: Contract, spell: Spell, { event }: Said): void {
  const { date, at } = event.effective;
  spell.startDay = date;
  spell.startAt = at ?? null;
  const before = earlierSpell(contract);
  if (!before?.cutShort) return;
  takeBackCut(before);
  if (before.endDay === null || date < before.endDay) cutShort(before, date);
}
