/**
 * 0: done, the answer is yes. 1: the answer is no, or it failed, and something may have been changed before. 2: wrong
 * usage or environment, and nothing was changed for certain.
 */
export type ExitCode = 0 | 1 | 2;

/** Ends a command with one line: what is wrong and why, then what to do about it. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly remedy: string | undefined;

  constructor(message: string, options: { exitCode: ExitCode; remedy?: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.exitCode = options.exitCode;
    this.remedy = options.remedy;
  }
}

/** The command line asks for something that cannot be: nothing was changed. */
export class UsageError extends CommandError {
  override name = 'UsageError';

  constructor(message: string, remedy?: string) {
    super(message, { exitCode: 2, ...(remedy === undefined ? {} : { remedy }) });
  }
}

/** What the command needs around it is missing or wrong: nothing was changed. */
export class EnvironmentError extends CommandError {
  override name = 'EnvironmentError';

  constructor(message: string, remedy?: string, cause?: unknown) {
    super(message, { exitCode: 2, ...(remedy === undefined ? {} : { remedy }), cause });
  }
}

/** The command was understood and carried out, and its answer is no. */
export class FailedError extends CommandError {
  override name = 'FailedError';

  constructor(message: string, remedy?: string) {
    super(message, { exitCode: 1, ...(remedy === undefined ? {} : { remedy }) });
  }
}
