import type { AttentionId } from './command.js';
import type { EmploymentSpell, PersonState } from './person-state.js';

/**
 * Where one HR system says that a person left and another, which had them at the same time, still has them. Nobody can
 * tell whether one of two jobs ended, or whether the other system does not know yet: access stays, and somebody is asked.
 * What began after the end elsewhere contradicts nothing.
 */
export function findSourcesAtOdds({ employments }: Pick<PersonState, 'employments'>, now: string): AttentionId[] {
  const connectionIds = [...new Set(employments.flatMap((employment) => employment.connectionIds))].sort();
  const heard = connectionIds.map((connectionId) => {
    const own = employments.filter((employment) => employment.connectionIds.includes(connectionId));
    return { connectionId, spells: own.flatMap(({ spells }) => spells) };
  });
  return heard.flatMap((one) => {
    const lastDay = findLastDay(one.spells, now);
    if (lastDay === undefined) return [];
    return heard
      .filter(({ spells }) => spells.some((spell) => isInForce(spell, now) && (spell.start?.day ?? '') <= lastDay))
      .map((other) => `left-by-one-source/${one.connectionId}/${other.connectionId}/${lastDay}`);
  });
}

/** The last day of somebody who left; undefined when nothing has ended, or something is in force. */
function findLastDay(spells: readonly EmploymentSpell[], now: string): string | undefined {
  if (spells.some((spell) => isInForce(spell, now))) return undefined;
  const ended = spells.filter((spell) => isOver(spell, now));
  return ended
    .flatMap(({ end }) => end?.day ?? [])
    .sort()
    .at(-1);
}

function isInForce(spell: EmploymentSpell, now: string): boolean {
  return (spell.start?.at ?? '') <= now && !isOver(spell, now);
}

function isOver({ accessEnd }: EmploymentSpell, now: string): boolean {
  return accessEnd !== null && accessEnd.at <= now;
}
