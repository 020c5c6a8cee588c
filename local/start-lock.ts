import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalStackError } from './local-stack-error.js';
import { isAlive } from './process-command.js';

const staleAfterMs = 120_000;
const waitMs = 90_000;

/**
 * Runs `work` while no other process runs work under the same lock file. A lock whose holder was killed is taken over.
 *
 * @param signal ends the waiting
 */
export async function withStartLock<T>(file: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const mine = `${process.pid} ${randomBytes(6).toString('hex')}\n`;
  const deadline = Date.now() + waitMs;
  while (!(await tryCreate(file, mine))) {
    signal?.throwIfAborted();
    if (await isStale(file)) await rename(file, `${file}.stale`).catch(() => {});
    else if (Date.now() > deadline) throw new LocalStackError(`Another start holds ${file} for more than a minute.`);
    else await pause(40);
  }
  try {
    return await work();
  } finally {
    const held = await readFile(file, 'utf8').catch(() => '');
    if (held === mine) await rm(file, { force: true });
  }
}

async function tryCreate(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  const [content, info] = await Promise.all([
    readFile(file, 'utf8').catch(() => undefined),
    stat(file).catch(() => undefined),
  ]);
  if (content === undefined || !info) return false;
  const pid = Number.parseInt(content, 10);
  return Date.now() - info.mtimeMs > staleAfterMs || (pid > 0 && !isAlive(pid));
}
