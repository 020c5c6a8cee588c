import type { JournalEntry } from '../../simulator/index.js';
import type { Run } from '../../store/runs.js';
import type { Extent } from './disruptions.js';
import type { FaultyCall } from './plant-faults.js';

/** What a seed tells of one person, and what must have come of it whatever went wrong on the way. */
export interface Story {
  kind: 'offboarding' | 'life';
  /** In words. */
  told: string[];
  /** Calls that may fail. */
  calls: FaultyCall[];
  extent: Extent;
  /** Asks for what can be asked for only while everything is well. */
  begin(): Promise<void>;
  /**
   * Goes on to its end, and gives what was wrong on the way.
   *
   * @throws StoryHungError
   */
  play(until: number): Promise<string[]>;
  /** All runs about the person so far. */
  runs(): Promise<Run[]>;
  /** When the nth message was begun to be sent, by `performance.now()`. */
  messageBegun(number: number): number | undefined;
  /** What is not as it has to be in the end; given the calls since it began. */
  check(journal: JournalEntry[]): Promise<string[]>;
}

/** It did not come to its end in time. */
export class StoryHungError extends Error {
  override readonly name = 'StoryHungError';
}
