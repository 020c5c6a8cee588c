import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';
import { type FailureType, isFailureType } from '../domain/failures.js';

export interface KnownFailure {
  failure: FailureType;
  message: string;
}

/** The failure of ours behind what a step threw; undefined when it is none of ours, a bug for example. */
export function failureOf(error: unknown): KnownFailure | undefined {
  if (error instanceof ActivityFailure) return failureOf(error.cause) ?? stepTimedOut(error);
  if (error instanceof TimeoutFailure) return failureOf(error.cause);
  if (error instanceof ApplicationFailure && isFailureType(error.type)) {
    return { failure: error.type, message: error.message };
  }
  return undefined;
}

function stepTimedOut({ cause, activityType }: ActivityFailure): KnownFailure | undefined {
  if (!(cause instanceof TimeoutFailure)) return undefined;
  const last = lastWordsOf(cause);
  const why = last === undefined ? '' : ` Before that: ${last}`;
  return { failure: 'StepTimedOutError', message: `No worker finished the step ${activityType} in time.${why}` };
}

/** What an earlier attempt said that is none of our own failures. */
function lastWordsOf({ cause }: TimeoutFailure): string | undefined {
  if (cause instanceof TimeoutFailure) return lastWordsOf(cause);
  return cause instanceof ApplicationFailure ? cause.message : undefined;
}
