import { ApplicationFailure } from '@temporalio/common';
import { databaseTroubleOf, describeTrouble } from '../store/postgres-error.js';

/** PostgreSQL's and its driver's errors as Temporal's; undefined when it is none. Only the SQLSTATE goes through. */
export function toDatabaseFailure(error: unknown): ApplicationFailure | undefined {
  const trouble = databaseTroubleOf(error);
  if (!trouble) return undefined;
  const nonRetryable = trouble.kind === 'refused' && !trouble.mayPass;
  return ApplicationFailure.create({ type: 'DatabaseError', message: describeTrouble(trouble), nonRetryable });
}
