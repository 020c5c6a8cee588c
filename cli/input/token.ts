import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readVariable } from '../../config/read-variable.js';
import { parseToken } from '../../domain/token.js';
import type { TokenSource } from '../../store/credentials.js';
import { EnvironmentError, UsageError } from '../exit.js';
import type { Terminal } from '../output/terminal.js';
import { ask } from './ask.js';
import { readAll } from './read-all.js';

/** Where the token comes from, as the command line says. */
export interface TokenOptions {
  tokenStdin?: boolean;
  tokenEnv?: string;
  tokenFile?: string;
}

export interface GivenToken {
  token: string;
  /** What is kept: the token itself (sealed), or where to read it each time. */
  source: TokenSource;
}

const ways =
  'Use --token-stdin, --token-env VAR or --token-file FILE. A token is never an argument: others can see those.';

/** Refuses contradictory options before anything is asked. */
export function checkTokenOptions({ tokenStdin, tokenEnv, tokenFile }: TokenOptions): void {
  const given = [tokenStdin === true, tokenEnv !== undefined, tokenFile !== undefined].filter(Boolean);
  if (given.length > 1) throw new UsageError('More than one place for the token was given.', 'Choose one.');
  if (tokenEnv !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(tokenEnv)) {
    throw new UsageError('--token-env takes the name of a variable, not the token.', 'Write --token-env RETOOL_TOKEN.');
  }
}

/** Reads the token from where the options say, or asks for it without showing it. */
export async function readToken(options: TokenOptions, terminal: Terminal): Promise<GivenToken> {
  checkTokenOptions(options);
  if (options.tokenEnv !== undefined) return fromVariable(options.tokenEnv);
  if (options.tokenFile !== undefined) return await fromFile(resolve(options.tokenFile));
  if (terminal.canAsk) return stored(await ask(terminal, 'API access token (not shown): ', { hidden: true }));
  if (options.tokenStdin) return stored(await readAll(terminal.stdin, longestInput));
  throw new UsageError('No token was given.', ways);
}

/** No token is that long. */
const longestInput = 10_000;

function stored(text: string): GivenToken {
  const token = clean(text);
  return { token, source: { kind: 'stored', token } };
}

function fromVariable(name: string): GivenToken {
  const value = readVariable(name);
  if (value === undefined) {
    throw new EnvironmentError(
      // Its name is not repeated: people paste the token itself there. So with the path below.
      'The variable named by --token-env is not set.',
      'Set it here, and for the worker, which reads it too.',
    );
  }
  return { token: clean(value), source: { kind: 'env', name } };
}

async function fromFile(path: string): Promise<GivenToken> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The file named by --token-file cannot be read (${error.code ?? error.name}).`, ways);
  });
  return { token: clean(text), source: { kind: 'file', path } };
}

function clean(text: string): string {
  try {
    return parseToken(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'That is no token.');
  }
}
