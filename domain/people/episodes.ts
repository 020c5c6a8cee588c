import { shiftDay } from '../hr/calendar-day.js';
import type { Contract } from './contract.js';
import type { Episode, Moment } from './person-state.js';
import { accessEndOf, endOf, startOf } from './spell.js';

/**
 * So many days may lie between two records of one person for the second to go on with the first: contractors who become
 * employees often have a gap in the books that nobody noticed.
 */
const conversionGapDays = 14;

interface Stretch {
  externalId: string;
  start: Moment | null;
  end: Moment | null;
  accessEnd: Moment | null;
  isSeparate: boolean;
  isFirstHeardAtEnd: boolean;
}

/** Times of employment over all contracts: what overlaps or follows at once is one. */
export function toEpisodes(contracts: readonly Contract[]): Episode[] {
  const groups: Stretch[][] = [];
  for (const stretch of toStretches(contracts)) {
    const group = groups.at(-1);
    if (group && goesOn(group, stretch)) group.push(stretch);
    else groups.push([stretch]);
  }
  return groups.map((group, index) => ({
    number: index + 1,
    start: group[0]?.start ?? null,
    end: latest(group.map(({ end }) => end)),
    accessEnd: latest(group.map(({ accessEnd }) => accessEnd)),
    isFirstHeardAtEnd: group.every(({ isFirstHeardAtEnd }) => isFirstHeardAtEnd),
  }));
}

/** By their start; those that began before anybody told come first. */
function toStretches(contracts: readonly Contract[]): Stretch[] {
  return contracts
    .flatMap(({ spells, clock, externalId }) =>
      spells
        .filter(({ isCancelled }) => !isCancelled)
        .map((spell) => ({
          ...{ externalId, isSeparate: spell.isSeparate, isFirstHeardAtEnd: spell.isFirstHeardAtEnd },
          ...{ start: startOf(spell, clock), end: endOf(spell, clock), accessEnd: accessEndOf(spell, clock) },
        })),
    )
    .sort((one, other) => order(one.start) - order(other.start) || order(one.end) - order(other.end));
}

function order(moment: Moment | null): number {
  return moment === null ? 0 : Date.parse(moment.at);
}

function goesOn(group: Stretch[], next: Stretch): boolean {
  const end = latest(group.map((stretch) => stretch.end));
  if (end === null || next.start === null || next.start.day <= end.day) return true;
  if (next.isSeparate) return false;
  const isConversion = group.every(({ externalId }) => externalId !== next.externalId);
  return next.start.day <= shiftDay(end.day, isConversion ? 1 + conversionGapDays : 1);
}

/** Null as soon as one of them has no end. */
function latest(moments: (Moment | null)[]): Moment | null {
  return moments.reduce((latest, moment) => {
    if (latest === null || moment === null) return null;
    return moment.at > latest.at ? moment : latest;
  });
}
