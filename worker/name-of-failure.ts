import { databaseTroubleOf, describeTrouble } from '../store/postgres-error.js';

/** What went wrong, for the log: of what PostgreSQL said no more than its SQLSTATE, because its words can quote rows. */
export function nameOfFailure(error: unknown): string {
  const trouble = databaseTroubleOf(error);
  if (trouble) return describeTrouble(trouble);
  return error instanceof Error ? error.name : 'unknown';
}
