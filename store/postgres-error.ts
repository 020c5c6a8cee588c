import pg from 'pg';

/** Whether PostgreSQL refused a row because of this unique constraint. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint;
}

/** Whether a statement named a table that does not exist. */
export function isUndefinedTable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '42P01';
}

/** What went wrong between us and PostgreSQL. */
export type DatabaseTrouble =
  | { kind: 'unreachable'; reason: string }
  /** A statement was refused; whether the same may succeed later. */
  | { kind: 'refused'; sqlState: string; mayPass: boolean };

/** SQLSTATE classes that pass by themselves: connection, rollback, resources, locks, intervention, system, internal. */
const passing = ['08', '40', '53', '55', '57', '58', 'XX'];

const connectionCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'ETIMEDOUT', 'EHOSTUNREACH'];

/** What `pg` says without a code when a connection ends or none can be had. */
const connectionTexts =
  /connection (terminated|error|ended|timeout)|not queryable|timeout exceeded when trying to connect/i;

/**
 * PostgreSQL's and its driver's errors; undefined when it is none. Their text and detail can quote rows, so nothing but the
 * SQLSTATE is taken from them.
 */
export function databaseTroubleOf(error: unknown): DatabaseTrouble | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') {
    return connectionTexts.test(error.message) ? { kind: 'unreachable', reason: 'the connection ended' } : undefined;
  }
  if (connectionCodes.includes(code)) return { kind: 'unreachable', reason: code };
  if (!/^[0-9A-Z]{5}$/.test(code)) return undefined;
  return { kind: 'refused', sqlState: code, mayPass: passing.includes(code.slice(0, 2)) };
}

/** Whether the same may succeed later, because only the database was away or busy. */
export function isPassingTrouble(error: unknown): boolean {
  const trouble = databaseTroubleOf(error);
  return trouble !== undefined && (trouble.kind === 'unreachable' || trouble.mayPass);
}
