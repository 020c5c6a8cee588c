import { canonicalJson } from '../canonical-json.js';
import { attributesAt, turnsOf } from './attribute-timeline.js';
import type { Contract } from './contract.js';
import type { PersonAttributes } from './person-attributes.js';
import type { DatedAttributes } from './person-state.js';
import { endOf, startOf } from './spell.js';

/** The attributes of the main contract over time; when that one ends, those of the next. */
export function toDatedAttributes(contracts: readonly Contract[]): DatedAttributes[] {
  const turns = contracts.flatMap(({ attributes, spells, clock }) => [
    ...turnsOf(attributes),
    ...spells.flatMap((spell) => [startOf(spell, clock)?.at ?? [], endOf(spell, clock)?.at ?? []].flat()),
  ]);
  const moments = [null, ...[...new Set(turns)].sort()];
  const dated = moments.map((from) => ({ from, attributes: attributesOfMain(contracts, from) }));
  return dated.filter(
    ({ attributes }, index) =>
      index === 0 || canonicalJson(attributes) !== canonicalJson(dated[index - 1]?.attributes ?? {}),
  );
}

/** What is so at a moment. */
export function attributesAtMoment(dated: readonly DatedAttributes[], instant: string): PersonAttributes {
  return dated.findLast(({ from }) => from === null || from <= instant)?.attributes ?? {};
}

function attributesOfMain(contracts: readonly Contract[], instant: string | null): PersonAttributes {
  const [main] = [...contracts].sort(
    (one, other) => weightOf(other, instant) - weightOf(one, instant) || (one.key < other.key ? -1 : 1),
  );
  return main ? attributesAt(main.attributes, instant) : {};
}

/** A contract in force goes before one that is not; of two, the main one. */
function weightOf(contract: Contract, instant: string | null): number {
  const isInForce = contract.spells.some((spell) => {
    const [start, end] = [startOf(spell, contract.clock), endOf(spell, contract.clock)];
    const [from, to] = [start?.at ?? '', end?.at ?? '~'];
    return !spell.isCancelled && from <= (instant ?? '') && (instant ?? '') < to;
  });
  const isKnown = contract.attributes.size > 0;
  return (isInForce ? 4 : 0) + (isKnown ? 2 : 0) + (contract.isPrimary === true ? 1 : 0);
}
