import { canonicalJson } from '../canonical-json.js';
import { stableHash } from '../stable-hash.js';
import type { PeopleRules } from './people-rules.js';
import type { PersonAttributes } from './person-attributes.js';

/** Stands for the attributes that rules look at: all others may change without a consequence. */
export function attributesKey(attributes: PersonAttributes, { attributes: names }: PeopleRules): string {
  const looked = names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]]]));
  return stableHash(canonicalJson(looked)).toString(16);
}
