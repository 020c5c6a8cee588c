import { canonicalJson } from '../canonical-json.js';
import { stableHash } from '../stable-hash.js';
import { attributesAtMoment } from './dated-attributes.js';
import type { PeopleRules } from './people-rules.js';
import type { PersonState } from './person-state.js';

/** Stands for the attributes that rules look at, as they are at a moment; null: from the beginning. */
export function attributesKey(
  { attributes: dated }: PersonState,
  instant: string | null,
  { attributes: names }: PeopleRules,
): string {
  const attributes = instant === null ? (dated[0]?.attributes ?? {}) : attributesAtMoment(dated, instant);
  const looked = names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]]));
  return stableHash(canonicalJson(looked)).toString(16);
}
