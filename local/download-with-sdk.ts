import { access, constants, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runChild } from './run-child.js';

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
  signal?: AbortSignal | undefined;
}

/**
 * Fetches a server the way the Temporal SDK does by itself, from Temporal's own site.
 *
 * @param folder an empty folder to work in
 * @returns path of the executable in `folder`
 * @throws the signal's reason; Error with the reason
 */
export async function downloadWithSdk(
  kind: 'dev-server' | 'time-skipping',
  folder: string,
  { idleMs = 6_000, testingModule, signal }: SdkDownloadOptions = {},
): Promise<string> {
  const path = testingModule ?? createRequire(import.meta.url).resolve('@temporalio/testing');
  const idle = new AbortController();
  const stopWatching = watchForIdleness(folder, idleMs, () => idle.abort());
  try {
    const either = signal ? AbortSignal.any([signal, idle.signal]) : idle.signal;
    const { code, stderr } = await runChild(process.execPath, ['-e', program, path, kind, folder], { signal: either });
    if (code !== 0) throw new Error(shorten(stderr));
  } catch (error) {
    if (!idle.signal.aborted || signal?.aborted) throw error;
    throw new Error(`nothing arrived from temporal.download for ${idleMs / 1000} s`);
  } finally {
    stopWatching();
  }
  return findExecutableIn(folder);
}

/** Calls back when the folder's files have not grown for `idleMs`. */
function watchForIdleness(folder: string, idleMs: number, onIdle: () => void): () => void {
  let seen = 0;
  let since = Date.now();
  const timer = setInterval(() => {
    void sizeOf(folder).then((size) => {
      if (size !== seen) [seen, since] = [size, Date.now()];
      if (Date.now() - since >= idleMs) onIdle();
    });
  }, 200);
  return () => clearInterval(timer);
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
