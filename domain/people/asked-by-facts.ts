import type { PersonAttributes } from './person-attributes.js';

/**
 * What the facts about a person ask of a run, kept in its row as the run was last told. What an operator changes of a run
 * stays until the facts themselves change.
 */
export interface AskedByFacts {
  /** What the run is for, such as the end of an employment on a day. */
  key: string;
  /** The moment at which it is to act. */
  at: string;
  /** For what gives access: the attributes of the person at that moment. */
  attributes: PersonAttributes | null;
  /** Of a mover whose end is known: nothing new is given, and what goes with the old work goes. */
  givesNothing?: true;
  /** Whether a work email is known. */
  hasEmail: boolean;
  /** When it was asked so: what acted before has not heard of it. */
  toldAt: string;
  /** The facts do not ask for it any more. */
  isCancelled: boolean;
}
