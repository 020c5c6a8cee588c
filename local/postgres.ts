import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childEnvironment } from '../config/child-environment.js';
import { findFreePort } from './free-port.js';
import { LocalStackError } from './local-stack-error.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import {
  databaseName,
  databaseUser,
  ensureCluster,
  findClusterOf,
  settleClusterHome,
  type PostgresCluster,
} from './postgres-cluster.js';
import { clearStaleLock, findPostmaster, type Postmaster } from './postmaster.js';
import { withStartLock } from './start-lock.js';
import { startServerProcess, type ServerProcess } from './server-process.js';
import { findUnprivilegedUser, type UnprivilegedUser } from './unprivileged-user.js';

export interface PostgresOptions {
  /** Absolute path; data, password and log go to `postgres` in it, made on the first start. */
  stateFolder: string;
  log?: (line: string) => void;
  /** False gives up safety against a crash of the machine for speed. Default true. */
  durable?: boolean;
  /** Settings of the server, such as `max_connections`. */
  settings?: Record<string, string | number>;
  /** Where data and binaries may go when we are root and the unprivileged user cannot reach them. */
  reachableFolders?: string[];
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

export interface RunningPostgres {
  /** Connection string of the database, with the password. */
  url: string;
  port: number;
  pid: number;
  version: string;
  /** Where the data is: the given folder, or the one it had to move to. */
  home: string;
  /** False when the server ran already: then `close` leaves it alone. */
  startedHere: boolean;
  /** Settles when a server started here has ended, whoever ended it. */
  exited: Promise<void>;
  close(): Promise<void>;
}

const startTimeoutMs = 60_000;
const stopGraceMs = 4_000;

/**
 * Starts the embedded PostgreSQL of a state folder, on loopback and a free port, or finds the one that runs there.
 *
 * @throws LocalStackError with the end of the server's log when it does not start; the signal's reason
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  await mkdir(options.stateFolder, { recursive: true });
  return withStartLock(join(options.stateFolder, 'postgres.starting'), () => startOrFind(options), options.signal);
}

async function startOrFind(options: PostgresOptions): Promise<RunningPostgres> {
  const log = options.log ?? (() => {});
  const folders = options.reachableFolders ?? ['/var/lib/retool-steward', '/var/tmp', tmpdir()];
  const user = await findUnprivilegedUser();
  const binaries = await findPostgresBinaries(user, folders, log);
  const home = await settleClusterHome(options.stateFolder, user, folders, log);
  const cluster = await ensureCluster(home, binaries, {
    user,
    durable: options.durable ?? true,
    signal: options.signal,
  });

  const deadline = Date.now() + startTimeoutMs;
  for (;;) {
    options.signal?.throwIfAborted();
    const running = await awaitSettledPostmaster(cluster, deadline, options.signal);
    if (running) return toRunning(cluster, binaries.version, running);
    if (await clearStaleLock(cluster.dataFolder)) log('PostgreSQL was killed before; it recovers its data');
    const attempt = await startServer(cluster, binaries, user, options, deadline);
    if ('server' in attempt) return toRunning(cluster, binaries.version, attempt.postmaster, attempt.server);
    options.signal?.throwIfAborted();
    if (!attempt.isTransient || Date.now() > deadline) {
      throw new LocalStackError(`PostgreSQL did not start in ${home}:\n${attempt.reason}`);
    }
    await pause(100);
  }
}

/** Connection string of the PostgreSQL that runs on this state folder, started by whichever process, or nothing. */
export async function findRunningPostgres(stateFolder: string): Promise<string | undefined> {
  const cluster = await findClusterOf(stateFolder);
  const postmaster = cluster && (await findPostmaster(cluster.dataFolder));
  return cluster && postmaster?.status === 'ready' ? toUrl(cluster, postmaster) : undefined;
}

/** The server another process runs on this folder, once it is ready; nothing when there is none or it has stopped. */
async function awaitSettledPostmaster(
  cluster: PostgresCluster,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Postmaster | undefined> {
  for (;;) {
    signal?.throwIfAborted();
    const postmaster = await findPostmaster(cluster.dataFolder);
    if (!postmaster || postmaster.status === 'ready') return postmaster;
    if (Date.now() > deadline) {
      throw new LocalStackError(
        `PostgreSQL (process ${postmaster.pid}) has been ${postmaster.status} in ${cluster.home} for a minute.`,
      );
    }
    await pause(50);
  }
}

type Attempt = { server: ServerProcess; postmaster: Postmaster } | { reason: string; isTransient: boolean };

/** What goes away by itself: a port taken meanwhile, children of a killed server. */
const transient = /could not bind|pre-existing shared memory/i;

async function startServer(
  cluster: PostgresCluster,
  { postgres }: PostgresBinaries,
  user: UnprivilegedUser | undefined,
  { durable = true, settings = {}, signal }: PostgresOptions,
  deadline: number,
): Promise<Attempt> {
  const all = {
    port: await findFreePort(),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await startServerProcess({
    command: postgres,
    args: ['-D', cluster.dataFolder, ...flags],
    logFile: join(cluster.home, 'postgres.log'),
    env: childEnvironment(),
    ...(user ? { user: { uid: user.uid, gid: user.gid } } : {}),
    lastSignal: 'INT',
  });
  while (!server.hasExited() && Date.now() < deadline && !signal?.aborted) {
    const postmaster = await findPostmaster(cluster.dataFolder);
    if (postmaster?.pid === server.pid && postmaster.status === 'ready') return { server, postmaster };
    await pause(15);
  }
  await server.stop('SIGINT', stopGraceMs);
  const reason = server.readLogTail();
  return { reason, isTransient: transient.test(reason) };
}

function toRunning(
  cluster: PostgresCluster,
  version: string,
  postmaster: Postmaster,
  server?: ServerProcess,
): RunningPostgres {
  return {
    url: toUrl(cluster, postmaster),
    port: postmaster.port,
    pid: postmaster.pid,
    version,
    home: cluster.home,
    startedHere: server !== undefined,
    exited: server?.exited ?? new Promise(() => {}),
    // SIGINT is PostgreSQL's fast stop: open connections end, committed data is on disk.
    close: async () => server?.stop('SIGINT', stopGraceMs),
  };
}

function toUrl({ password }: PostgresCluster, { port }: Postmaster): string {
  return `postgresql://${databaseUser}:${password}@127.0.0.1:${port}/${databaseName}`;
}
