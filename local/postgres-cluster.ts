import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { childEnvironment } from '../config/child-environment.js';
import { LocalStackError } from './local-stack-error.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { type ChildOptions, runChild } from './run-child.js';
import { findReachableFolder, whyClosed, type UnprivilegedUser } from './unprivileged-user.js';

/** A data folder with its password, made by `initdb`. */
export interface PostgresCluster {
  /** The folder that holds the cluster and the server's log. */
  home: string;
  dataFolder: string;
  password: string;
}

export const databaseUser = 'steward';
export const databaseName = 'steward';

/**
 * The folder a cluster lives in: `postgres` in the state folder, or the one it had to move to because `user` cannot
 * reach that. Where it moved is remembered in `postgres/moved-to`.
 *
 * @param stateFolder ours; others may pass through it afterwards, but not list it
 */
export async function settleClusterHome(
  stateFolder: string,
  user: UnprivilegedUser | undefined,
  reachableFolders: string[],
  log: (line: string) => void,
): Promise<string> {
  const folder = join(stateFolder, 'postgres');
  if (!user) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return realpath(folder);
  }
  const remembered = await findRemembered(folder);
  if (remembered) {
    await makePassable(remembered);
    return remembered;
  }
  await makePassable(stateFolder);
  await makePassable(folder);
  if ((await whyClosed(folder, user)) === undefined) return realpath(folder);

  const home = await mkdtemp(join(await findReachableFolder(reachableFolders, user), 'steward-data-'));
  await makePassable(home);
  await writeFile(join(folder, 'moved-to'), `${home}\n`);
  log(`PostgreSQL keeps its data in ${home}, because the user ${user.name} cannot reach ${folder}`);
  return home;
}

async function findRemembered(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'moved-to'), 'utf8').catch(() => '');
  return text.trim() || undefined;
}

async function makePassable(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o711);
}

/** The cluster of a state folder, wherever it lives, or nothing. */
export async function findClusterOf(stateFolder: string): Promise<PostgresCluster | undefined> {
  const folder = join(stateFolder, 'postgres');
  const home = (await findRemembered(folder)) ?? (await realpath(folder).catch(() => folder));
  return findCluster(home);
}

interface ClusterOptions {
  user: UnprivilegedUser | undefined;
  durable: boolean;
  signal?: AbortSignal | undefined;
}

/** The cluster in `home`; made on the first call, in one step, so that a broken attempt leaves nothing. */
export async function ensureCluster(
  home: string,
  binaries: PostgresBinaries,
  options: ClusterOptions,
): Promise<PostgresCluster> {
  const existing = await findCluster(home);
  if (existing) return existing;
  const fresh = await mkdtemp(join(home, 'new-'));
  try {
    if (options.user) await chown(fresh, options.user.uid, options.user.gid);
    await initialise(fresh, binaries, options);
    await rename(fresh, join(home, 'cluster'));
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  const made = await findCluster(home);
  if (!made) throw new LocalStackError(`PostgreSQL could not make its data folder in ${home}.`);
  return made;
}

/** The cluster in `home`, or nothing. */
async function findCluster(home: string): Promise<PostgresCluster | undefined> {
  const cluster = join(home, 'cluster');
  const password = await readFile(join(cluster, 'password'), 'utf8').catch(() => undefined);
  return password === undefined ? undefined : { home, dataFolder: join(cluster, 'data'), password: password.trim() };
}

async function initialise(
  folder: string,
  binaries: PostgresBinaries,
  { user, durable, signal }: ClusterOptions,
): Promise<void> {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  const initdb = [`--pgdata=${data}`, `--username=${databaseUser}`, `--pwfile=${passwordFile}`];
  // The built-in locale sorts the same on each machine, whatever the operating system's library does.
  initdb.push('--auth=scram-sha-256', '--encoding=UTF8', '--locale=C');
  initdb.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) initdb.push('--no-sync');
  const identity = { ...(user && { uid: user.uid, gid: user.gid }), signal };
  await run(binaries.initdb, initdb, identity);
  const single = ['--single', '-D', data, ...(durable ? [] : ['-F']), 'postgres'];
  await run(binaries.postgres, single, { ...identity, input: `CREATE DATABASE ${databaseName}\n` });
}

async function run(command: string, args: string[], options: ChildOptions): Promise<void> {
  const { code, stdout, stderr } = await runChild(command, args, { cwd: '/', env: childEnvironment(), ...options });
  const output = stdout + stderr;
  if (code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(output)) {
    throw new LocalStackError(`PostgreSQL could not make its data folder: ${output.trim().slice(-600)}`);
  }
}
