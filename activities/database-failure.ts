import { ApplicationFailure } from '@temporalio/common';
import type { FailureType } from '../domain/failures.js';
import { databaseTroubleOf, describeTrouble } from '../store/postgres-error.js';

/**
 * PostgreSQL's and its driver's errors as Temporal's; undefined when it is none. What passes and what never will have types
 * of their own: the one is waited for, the other is for somebody to look at. Only the SQLSTATE goes through.
 */
export function toDatabaseFailure(error: unknown): ApplicationFailure | undefined {
  const trouble = databaseTroubleOf(error);
  if (!trouble) return undefined;
  const isFinal = trouble.kind === 'refused' && !trouble.mayPass;
  const type: FailureType = isFinal ? 'DatabaseRefusedError' : 'DatabaseError';
  return ApplicationFailure.create({ type, message: describeTrouble(trouble), nonRetryable: isFinal });
}
