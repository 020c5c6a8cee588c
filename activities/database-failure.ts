import { ApplicationFailure } from '@temporalio/common';
import { databaseTroubleOf } from '../store/postgres-error.js';

/** PostgreSQL's and its driver's errors as Temporal's; undefined when it is none. Only the SQLSTATE goes through. */
export function toDatabaseFailure(error: unknown): ApplicationFailure | undefined {
  const trouble = databaseTroubleOf(error);
  if (!trouble) return undefined;
  if (trouble.kind === 'unreachable') {
    const message = `PostgreSQL cannot be reached (${trouble.reason})`;
    return ApplicationFailure.create({ type: 'DatabaseError', message });
  }
  const message = `PostgreSQL refused a statement (SQLSTATE ${trouble.sqlState})`;
  return ApplicationFailure.create({ type: 'DatabaseError', message, nonRetryable: !trouble.mayPass });
}
