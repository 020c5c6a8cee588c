import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readVariable } from '../../config/read-variable.js';
import type { TokenSource } from '../../store/credentials.js';
import { EnvironmentError, UsageError } from '../exit.js';
import type { Terminal } from '../output/terminal.js';
import { askHidden } from './ask.js';

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
  if (options.tokenFile !== undefined) return fromFile(resolve(options.tokenFile));
  if (options.tokenStdin) return stored(cleanToken(await readAll(terminal.stdin), 'on stdin'));
  if (!terminal.canAsk) throw new UsageError('No token was given.', ways);
  return stored(cleanToken(await askHidden(terminal, 'API access token (not shown): '), 'typed'));
}

function stored(token: string): GivenToken {
  return { token, source: { kind: 'stored', token } };
}

function fromVariable(name: string): GivenToken {
  const value = readVariable(name);
  if (value === undefined) {
    throw new EnvironmentError(
      `The variable ${name} is not set.`,
      'Set it here and for the worker, which reads it too.',
    );
  }
  return { token: cleanToken(value, `in ${name}`), source: { kind: 'env', name } };
}

async function fromFile(path: string): Promise<GivenToken> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(`The file ${path} cannot be read (${error.code ?? 'unknown reason'}).`, ways);
  });
  return { token: cleanToken(text, `in ${path}`), source: { kind: 'file', path } };
}

async function readAll(stdin: Terminal['stdin']): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of stdin) {
    const bytes = Buffer.from(part as Buffer | string);
    length += bytes.length;
    if (length > 10_000) break;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Only what can stand in a header; the look of Retool's tokens is not promised and so not checked. */
function cleanToken(text: string, where: string): string {
  const token = text.trim().replace(/^Bearer\s+/i, '');
  if (token === '') throw new UsageError(`There is no token ${where}.`, 'Copy it from Retool, Settings, Retool API.');
  if (!/^[\x21-\x7e]+$/.test(token) || token.length > 4096) {
    throw new UsageError(
      `What is ${where} is no token: it holds spaces, line breaks or letters no token has.`,
      'Copy the token alone.',
    );
  }
  return token;
}
