import type { HrSourceKind } from '../hr/hr-event.js';
import type { PersonAttributes } from './person-attributes.js';

/**
 * What follows from everything that was said of a person, in whichever order it came. Plain JSON: days are calendar days,
 * instants are ISO 8601 in UTC.
 */
export interface PersonState {
  /** Null: none yet, or nobody said. */
  workEmail: string | null;
  /** Work addresses of the past, as HR had them. */
  formerEmails: string[];
  /** Addresses that only identity providers name. */
  aliases: string[];
  name: string | null;
  employeeNumber: string | null;
  /** By key: the worker's id at the source, and the contract. */
  employments: Employment[];
  /** Times of employment without a gap, in their order. */
  episodes: Episode[];
  /** A start was called off, and none is planned. */
  isStartCancelled: boolean;
  suspensions: Suspension[];
  /** What rules look at: each entry holds from its moment until that of the next. */
  attributes: DatedAttributes[];
  conflicts: Conflict[];
  /** The source has erased the record: no ending by itself. */
  isErasedAtSource: boolean;
}

/** A day, and when it begins or ends where the person is. */
export interface Moment {
  /** For a start the first day, for an end the last one. */
  day: string;
  at: string;
  timeZone: string;
}

/** One contract or assignment, with the times it was in force. */
export interface Employment {
  key: string;
  /** The HR connections that spoke of it. */
  connectionIds: string[];
  /** Null: nobody said whether it is the main one. */
  isPrimary: boolean | null;
  spells: EmploymentSpell[];
}

export interface EmploymentSpell {
  start: Moment | null;
  end: Moment | null;
  accessEnd: Moment | null;
}

/** One time of employment, over all contracts. */
export interface Episode {
  number: number;
  /** Null: it began before anybody told. */
  start: Moment | null;
  /** Null: no end is planned. */
  end: Moment | null;
  /** When access ends; null: no end is planned. */
  accessEnd: Moment | null;
  /** The first that was heard of it was its end. */
  isFirstHeardAtEnd: boolean;
}

/** Somebody took access away without an end. */
export interface Suspension {
  /** The contract for HR, else the connection. */
  source: string;
  sourceKind: HrSourceKind;
  from: string;
  /** Null: nobody lifted it. */
  until: string | null;
}

export interface DatedAttributes {
  /** Null: from the beginning. */
  from: string | null;
  attributes: PersonAttributes;
}

/** Facts that contradict each other: somebody has to look. */
export type ConflictKind =
  | 'hire-cancelled-while-active'
  | 'hired-while-ending'
  | 'rehired-while-active'
  | 'ended-before-rehire'
  | 'restored-after-end';

export interface Conflict {
  /** The same whenever the same claims are folded. */
  id: string;
  kind: ConflictKind;
  observedAt: string;
  connectionId: string;
}
