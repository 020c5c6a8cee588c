import { CommandError, type ExitCode } from './exit.js';

export interface Explanation {
  /** One line: what, why, what to do. */
  line: string;
  exitCode: ExitCode;
}

/**
 * Errors of other folders whose message says all: something around the command is not as it has to be. They come before
 * a command changes anything, or take back what it began.
 */
const complete = new Set([
  'ConfigError',
  'PolicyError',
  'KeyRingError',
  'HostError',
  'LocalStackError',
  'SchemaFromFutureError',
  'SchemaOutdatedError',
  'TemporalUnreachableError',
  'TemporalSettingsError',
  'SearchAttributesError',
  'SearchAttributesMissingError',
  'ScheduleMissingError',
  'HttpServerError',
  'UnknownKeyError',
  'TokenUnavailableError',
  'BudgetWaitError',
  'AccountNotFoundError',
  'StagingLostError',
]);

/** What to tell about an error that ended a command. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CommandError) {
    return { line: oneLine([error.message, error.remedy]), exitCode: error.exitCode };
  }
  if (!(error instanceof Error)) return { line: oneLine(['Something unknown went wrong.', again]), exitCode: 1 };
  // The command was understood, and its answer is no.
  if (error.name === 'RunOpenError') return { line: oneLine([error.message]), exitCode: 1 };
  if (complete.has(error.name)) return { line: oneLine([error.message]), exitCode: 2 };
  // What workers speak to Temporal with has errors of its own; its words quote its code.
  if (error.name === 'TransportError') {
    return { line: 'Temporal stopped answering while the worker started. Try again in a moment.', exitCode: 2 };
  }
  if (error.name.startsWith('Retool') && 'template' in error) {
    return { line: oneLine([`Retool did not answer as it should: ${error.message}.`]), exitCode: 1 };
  }
  const database = explainDatabaseError(error);
  if (database !== undefined) return { line: oneLine([database]), exitCode: brokeInTheMiddle(error) ? 1 : 2 };
  return { line: oneLine([`${error.name}: ${error.message}.`, again]), exitCode: 1 };
}

const again = 'This is not foreseen: run it again with --debug and report what it shows.';

function oneLine(parts: (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .join(' ')
    .replaceAll(/\s*\n\s*/g, ' · ')
    .replaceAll(/([.?!:])\.(?=\s|$)/g, '$1');
}

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN']);

/** A connection that was open: whether what was sent over it came to pass is not known. */
function brokeInTheMiddle(error: unknown): boolean {
  const { code = '', syscall } = toCoded(error) ?? {};
  return ['ECONNRESET', 'ETIMEDOUT', '57P01'].includes(code) && syscall !== 'connect';
}

/** Why PostgreSQL could not be used, from the driver's or the server's code; undefined for other errors. */
function explainDatabaseError(error: unknown): string | undefined {
  const code = toCoded(error)?.code;
  if (code === undefined) return undefined;
  if (unreachable.has(code)) {
    return `PostgreSQL does not answer (${code}). Start it, or correct DATABASE_URL; without DATABASE_URL "steward up" brings its own.`;
  }
  switch (code) {
    case '28P01':
    case '28000':
      return 'PostgreSQL refused the user or password. Correct them in DATABASE_URL.';
    case '3D000':
      return 'PostgreSQL answers, but the database does not exist. Create it, or correct DATABASE_URL.';
    case '42501':
      return 'The database user may not do that. Grant it the rights on its database, or use another user in DATABASE_URL.';
    case '25006':
      return 'PostgreSQL takes no writes: it is a standby, perhaps after a failover, or was set read only. Put the primary in DATABASE_URL, or let writes in again.';
    case '42P01':
    case '42703':
      return 'The database has not the tables that this version needs. Run: steward setup';
    case '53300':
      return 'PostgreSQL has no connection left. Raise max_connections, or stop something that holds them.';
    case '57P01':
    case '57P03':
      return 'PostgreSQL is stopping or starting. Try again in a moment.';
    default:
      return undefined;
  }
}

/** An error of the driver or the server; of the many that one failed connection has, the first. */
function toCoded(error: unknown): { code: string; syscall?: unknown } | undefined {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(first instanceof Error) || !('code' in first) || typeof first.code !== 'string') return undefined;
  return { code: first.code, ...('syscall' in first && { syscall: first.syscall }) };
}
