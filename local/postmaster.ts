import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, isRunningCommand } from './process-command.js';

/** What PostgreSQL writes about its running server into `postmaster.pid` of the data folder. */
export interface Postmaster {
  pid: number;
  port: number;
  status: 'starting' | 'ready' | 'stopping';
}

/**
 * The server that runs on this data folder, or nothing. The file alone proves nothing: after a kill it stays, and its
 * process id may belong to somebody else by now.
 */
export async function findPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const postmaster = await readPostmaster(dataFolder);
  return postmaster && (await isRunningCommand(postmaster.pid, dataFolder)) ? postmaster : undefined;
}

/**
 * Makes a stale `postmaster.pid` recognisable as stale. PostgreSQL sees by itself that its process is gone, unless the
 * number now belongs to another process; then it would refuse to start. With the number of its own parent it starts,
 * and still makes sure that no child of the killed server uses the shared memory the file names.
 *
 * @returns whether a killed server left such a file
 */
export async function clearStaleLock(dataFolder: string): Promise<boolean> {
  const path = join(dataFolder, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined || (await findPostmaster(dataFolder))) return false;
  const [pid, ...rest] = text.split('\n');
  if (isAlive(Number(pid))) await writeFile(path, [String(process.pid), ...rest].join('\n'));
  return true;
}

async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port, status] = [Number(lines[0]), Number(lines[3]), lines[7]];
  if (!pid) return undefined;
  return { pid, port: port || 0, status: status === 'ready' || status === 'stopping' ? status : 'starting' };
}
