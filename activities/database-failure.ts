import { ApplicationFailure } from '@temporalio/common';

/** SQLSTATE classes that pass by themselves: connection, rollback, resources, locks, intervention, system, internal. */
const passing = ['08', '40', '53', '55', '57', '58', 'XX'];

const connectionCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'];

/** What `pg` says without a code when a connection ends or none can be had. */
const connectionTexts =
  /connection (terminated|error|ended|timeout)|not queryable|timeout exceeded when trying to connect/i;

/**
 * PostgreSQL's and its driver's errors; undefined when it is none. Their text and detail can quote rows, so only the
 * SQLSTATE goes through.
 */
export function toDatabaseFailure(error: unknown): ApplicationFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string')
    return connectionTexts.test(error.message) ? unreachable('the connection ended') : undefined;
  if (connectionCodes.includes(code)) return unreachable(code);
  return /^[0-9A-Z]{5}$/.test(code) ? refusedStatement(code) : undefined;
}

function unreachable(reason: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'DatabaseError', message: `PostgreSQL cannot be reached (${reason})` });
}

function refusedStatement(code: string): ApplicationFailure {
  const nonRetryable = !passing.includes(code.slice(0, 2));
  const message = `PostgreSQL refused a statement (SQLSTATE ${code})`;
  return ApplicationFailure.create({ type: 'DatabaseError', message, nonRetryable });
}
