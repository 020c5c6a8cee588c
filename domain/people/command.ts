import type { RunKind } from '../run.js';
import type { AskedByFacts } from './asked-by-facts.js';

/** What facts ask for: a run of some kind at some moment. */
export interface WantedRun {
  kind: Extract<RunKind, 'onboard' | 'offboard' | 'move' | 'suspend'>;
  facts: AskedByFacts;
  /** The day and zone the moment was computed from, where it was. */
  day: string | null;
  timeZone: string | null;
  /** In words, without a name. */
  reason: string;
}

/** What has to be done so that runs are as the facts want them. */
export type PersonCommand =
  | { kind: 'start-run'; episode: number; wanted: WantedRun }
  /** The same run, asked for something else. */
  | { kind: 'change-run'; runId: string; wanted: WantedRun }
  | { kind: 'cancel-run'; runId: string; reason: string }
  | { kind: 'lift-run'; runId: string };

/** Names what somebody has to decide; the kind stands before the first slash. */
export type AttentionId = string;
