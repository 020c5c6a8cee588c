import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Whether the process lives and its command line holds `word`. A number from a file proves nothing: after a kill it may
 * belong to somebody else. Where the system does not tell the command line, a living process counts.
 */
export async function isRunningCommand(pid: number, word: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const commandLine = await readCommandLine(pid);
  return commandLine === undefined || commandLine.includes(word);
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function readCommandLine(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
