import { spawn } from 'node:child_process';
import { access, constants, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The SDK downloads a server only when it starts one, cannot be told to stop, and would install its runtime here before
 * the worker does. So it runs in a process of its own, which starts the server once and ends it.
 */
const program = `
const [testingModule, kind, downloadDir] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(testingModule);
const server = { executable: { type: 'cached-download', downloadDir } };
const create = kind === 'dev-server' ? 'createLocal' : 'createTimeSkipping';
TestWorkflowEnvironment[create]({ server }).then((environment) => environment.teardown()).catch((error) => {
  process.stderr.write(error.message);
  process.exitCode = 1;
});`;

export interface SdkDownloadOptions {
  /** Given up when nothing arrives for so long. */
  idleMs?: number;
  /** Path of `@temporalio/testing`. */
  testingModule?: string;
}

/**
 * Fetches a server the way the Temporal SDK does by itself, from Temporal's own site.
 *
 * @param folder an empty folder to work in
 * @returns path of the executable in `folder`
 * @throws Error with the reason
 */
export async function downloadWithSdk(
  kind: 'dev-server' | 'time-skipping',
  folder: string,
  { idleMs = 6_000, testingModule }: SdkDownloadOptions = {},
): Promise<string> {
  const path = testingModule ?? createRequire(import.meta.url).resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', program, path, kind, folder], {
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
    windowsHide: true,
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const ended = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject));
  const isIdle = watchForIdleness(folder, idleMs, () => killGroup(child.pid));
  const code = await ended.finally(isIdle.stop);
  if (isIdle.fired()) throw new Error(`nothing arrived from temporal.download for ${idleMs / 1000} s`);
  if (code !== 0) throw new Error(shorten(complaint));
  return findExecutableIn(folder);
}

/** Calls back when the folder's files have not grown for `idleMs`. */
function watchForIdleness(folder: string, idleMs: number, onIdle: () => void) {
  let seen = 0;
  let since = Date.now();
  let fired = false;
  const timer = setInterval(() => {
    void sizeOf(folder).then((size) => {
      if (size !== seen) [seen, since] = [size, Date.now()];
      if (fired || Date.now() - since < idleMs) return;
      fired = true;
      onIdle();
    });
  }, 200);
  return { fired: () => fired, stop: () => clearInterval(timer) };
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      ({ size }) => size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The server it may have started dies with it. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** The SDK repeats the address and the cause; one of each says it all. */
function shorten(complaint: string): string {
  return complaint.split(': ').at(-1)?.trim() || 'the download failed without a reason';
}

async function findExecutableIn(folder: string): Promise<string> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const isExecutable = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return path;
  }
  throw new Error('the download left no executable');
}
