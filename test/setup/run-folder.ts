import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findReachableFolder, findUnprivilegedUser } from '../../local/unprivileged-user.js';

/** The temporary folder of one test run. */
export interface RunFolder {
  path: string;
  /** Servers that Temporal's SDK starts leave their process ids here, as file names. */
  processes: string;
  /** Ends what still runs and removes the folder. */
  remove(): Promise<void>;
}

/**
 * Makes the folder, and a guard that ends the servers and removes the folder when this process dies without doing so:
 * interrupted, killed, crashed.
 */
export async function createRunFolder(): Promise<RunFolder> {
  const user = await findUnprivilegedUser();
  const base = user ? await findReachableFolder([tmpdir(), '/var/tmp', '/tmp'], user) : tmpdir();
  const path = await mkdtemp(join(base, 'steward-test-'));
  await chmod(path, 0o711);
  const processes = join(path, 'processes');
  mkdirSync(processes);
  const release = guard(path, processes);
  return {
    path,
    processes,
    async remove() {
      for (const pid of readdirSync(processes)) endProcess(Number(pid));
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
      release();
    },
  };
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already, as it should.
  }
}

function guard(path: string, processes: string): () => void {
  if (process.platform === 'win32') return () => {};
  // Servers started by our own code have a lifeline each; the pauses let them finish before their folder goes.
  const program = `read word
    [ "$word" = released ] && exit
    for file in "$1"/*; do kill -s KILL "\${file##*/}"; done
    sleep 1; rm -rf "$0"; sleep 3; rm -rf "$0"`;
  const shell = spawn('/bin/sh', ['-c', program, path, processes], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  shell.unref();
  shell.stdin.on('error', () => {});
  (shell.stdin as unknown as { unref?(): void }).unref?.();
  return () => shell.stdin.end('released\n');
}
