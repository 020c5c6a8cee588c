import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { CliContext } from '../context.js';
import { UsageError } from '../exit.js';

/** The text of a file. @param file `-` for standard input */
export async function readFileOrStdin({ terminal }: CliContext, file: string): Promise<string> {
  if (file === '-') return await text(terminal.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UsageError(`${file} cannot be read (${code}).`, 'Name a file that this user can read, or - for stdin.');
  }
}
