import { mkdirSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAfterThisProcess } from '../../local/lifeline.js';
import { isRunningCommand } from '../../local/process-command.js';
import { findReachableFolder, findUnprivilegedUser } from '../../local/unprivileged-user.js';

/** The temporary folder of one test run. */
export interface RunFolder {
  path: string;
  /** Temporal servers leave their process ids here, as file names. */
  processes: string;
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>;
}

/**
 * Makes the folder, and a guard that ends the servers and removes the folder when this process dies without doing so:
 * interrupted, killed, crashed.
 *
 * @param runnerFolder the test runner's own temporary folder, which it removes itself unless it dies
 */
export async function createRunFolder(runnerFolder: string): Promise<RunFolder> {
  // Where there is no such user, tests without a database run all the same.
  const user = await findUnprivilegedUser().catch(() => undefined);
  const base = user ? await findReachableFolder([tmpdir(), '/var/tmp', '/tmp'], user) : tmpdir();
  const path = await mkdtemp(join(base, 'steward-test-'));
  await chmod(path, 0o711);
  const processes = join(path, 'processes');
  mkdirSync(processes);
  const callOff = runAfterThisProcess(afterDeath, [path, processes, runnerFolder]);
  return {
    path,
    processes,
    async remove() {
      for (const pid of readdirSync(processes)) await endTemporal(Number(pid));
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      callOff();
    },
  };
}

/** Most have ended already, as they should, and the number may belong to somebody else by now. */
async function endTemporal(pid: number): Promise<void> {
  if (!(await isRunningCommand(pid, 'temporal'))) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

/** PostgreSQL has a lifeline of its own; the pauses let it finish before its folder goes. */
const afterDeath = `
  for file in "$2"/*; do
    pid=\${file##*/}
    { cat "/proc/$pid/cmdline" 2>/dev/null || ps -o args= -p "$pid"; } | grep -q temporal && kill -s KILL "$pid"
  done
  sleep 1; rm -rf "$1" "$3"; sleep 3; rm -rf "$1" "$3"`;
