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

/**
 * SQLSTATE classes of what is wrong with the statement or the data itself, so that the same never succeeds: cardinality
 * (21), data (22), constraints (23), syntax and names (42), check option (44), limits of a program (54), and what our own
 * functions in the database refuse (P0). Every other class speaks of the connection, the transaction or the server, which
 * pass by themselves or once an administrator has mended them: a standby that takes no writes (25006) and knows not every
 * feature (0A000), a new password (28P01), a database that is being restored (3D000). See the manual of PostgreSQL,
 * appendix A, "PostgreSQL Error Codes".
 */
const finalClasses = ['21', '22', '23', '42', '44', '54', 'P0'];

/** A privilege that is missing: of class 42, and an administrator can grant it. */
const insufficientPrivilege = '42501';

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
  return { kind: 'refused', sqlState: code, mayPass: mayPass(code) };
}

function mayPass(sqlState: string): boolean {
  return sqlState === insufficientPrivilege || !finalClasses.includes(sqlState.slice(0, 2));
}

/** In words, without the full stop. */
export function describeTrouble(trouble: DatabaseTrouble): string {
  return trouble.kind === 'unreachable'
    ? `PostgreSQL cannot be reached (${trouble.reason})`
    : `PostgreSQL refused a statement (SQLSTATE ${trouble.sqlState})`;
}

/** Whether the same may succeed later, because only the database was away, busy or not set up as it has to be. */
export function isPassingTrouble(error: unknown): boolean {
  const trouble = databaseTroubleOf(error);
  return trouble !== undefined && (trouble.kind === 'unreachable' || trouble.mayPass);
}
