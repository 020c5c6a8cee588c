import type { AttributeName } from './person-attributes.js';

/** What the policy says about people, as far as decisions about runs need it. */
export interface PeopleRules {
  /** For days of which nobody said where they are meant. */
  defaultTimeZone: string;
  /** Time of day (HH:MM) on the last day at which access ends; null: with the day. */
  cutOff: string | null;
  /** How long before the start of the first day access is given. */
  leadTimeMs: number;
  /** A start that lies further back asks for nothing: the person simply works here. */
  ignoreStartsOlderThanMs: number;
  /** The attributes that rules look at: a change of any other moves nobody. */
  attributes: readonly AttributeName[];
}
