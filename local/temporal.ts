import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childEnvironment } from '../config/child-environment.js';
import { searchAttributes } from '../domain/search-attributes.js';
import { findFreePort } from './free-port.js';
import { LocalStackError } from './local-stack-error.js';
import { isRunningCommand } from './process-command.js';
import { startServerProcess, type ServerProcess } from './server-process.js';
import { withStartLock } from './start-lock.js';

export interface TemporalOptions {
  /** Path of the Temporal CLI. */
  cli: string;
  /** Absolute path of the file that keeps the server's state. Its log and what is known of the running server lie beside it. */
  databaseFile: string;
  /** Taken if free, else another. Default: any free port. */
  port?: number | undefined;
  /** As `port`, for the Web UI. */
  webUiPort?: number | undefined;
  /** Address of the codec server that the Web UI asks to decrypt payloads. */
  codecEndpoint?: string | undefined;
  /** Default `default`. */
  namespace?: string | undefined;
  /** Settings of the server, such as `matching.enableFairness`. */
  dynamicConfig?: Record<string, boolean | number | string>;
  log?: (line: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

export interface RunningTemporal {
  /** Such as `127.0.0.1:7233`. */
  address: string;
  namespace: string;
  webUiUrl: string;
  pid: number;
  /** False when the server ran already: then `close` leaves it alone. */
  startedHere: boolean;
  /** Settles when a server started here has ended, whoever ended it. */
  exited: Promise<void>;
  close(): Promise<void>;
}

const startTimeoutMs = 30_000;
const stopGraceMs = 3_000;

/**
 * Starts Temporal's dev server with its Web UI, our search attributes and state that outlives it, on loopback; or finds
 * the one that runs on this file.
 *
 * @throws LocalStackError with the end of the server's log when it does not start; the signal's reason
 */
export async function startTemporal(options: TemporalOptions): Promise<RunningTemporal> {
  await mkdir(dirname(options.databaseFile), { recursive: true });
  const databaseFile = await toRealPath(options.databaseFile);
  const startOrFind = async () => {
    const running = await readRunning(databaseFile);
    if (running) return toRunning(running);
    // A free port can be taken before the server binds it, and a busy machine can be too slow for it: it is tried again.
    for (let attempt = 1; ; attempt++) {
      const started = await startServer({ ...options, databaseFile }, attempt);
      if ('server' in started) return toRunning(started.record, started.server, databaseFile);
      options.signal?.throwIfAborted();
      if (attempt === 3) {
        throw new LocalStackError(`The Temporal dev server did not start:\n${started.reason}`);
      }
    }
  };
  return withStartLock(`${databaseFile}.starting`, startOrFind, options.signal);
}

/** The dev server that runs on this file, started by whichever process, or nothing. */
export async function findRunningTemporal(
  databaseFile: string,
): Promise<Pick<RunningTemporal, 'address' | 'namespace' | 'webUiUrl'> | undefined> {
  const record = await readRunning(await toRealPath(databaseFile));
  if (!record) return undefined;
  const { address, namespace, webUiUrl } = toRunning(record);
  return { address, namespace, webUiUrl };
}

/** Two ways to the same file must not look like two files: it is recognised on the server's command line. */
async function toRealPath(file: string): Promise<string> {
  const folder = dirname(file);
  return join(await realpath(folder).catch(() => folder), basename(file));
}

/** What is written about the running server, so that others find it. */
interface ServerRecord {
  pid: number;
  port: number;
  webUiPort: number;
  namespace: string;
}

const recordOf = (databaseFile: string) => `${databaseFile}.server.json`;

async function readRunning(databaseFile: string): Promise<ServerRecord | undefined> {
  const text = await readFile(recordOf(databaseFile), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const record = parseRecord(text);
  return record && (await isRunningCommand(record.pid, databaseFile)) ? record : undefined;
}

function parseRecord(text: string): ServerRecord | undefined {
  try {
    return JSON.parse(text) as ServerRecord;
  } catch {
    return undefined;
  }
}

async function startServer(
  options: TemporalOptions,
  attempt: number,
): Promise<{ server: ServerProcess; record: ServerRecord } | { reason: string }> {
  const port = await findFreePort(attempt === 1 ? options.port : undefined);
  const webUiPort = await findFreePort(attempt === 1 ? options.webUiPort : undefined);
  const namespace = options.namespace ?? 'default';
  const server = await startServerProcess({
    command: options.cli,
    args: toArguments(options, { port, webUiPort, namespace }),
    logFile: `${options.databaseFile}.log`,
    env: childEnvironment(),
    lastSignal: 'INT',
  });
  const deadline = Date.now() + startTimeoutMs;
  while (!server.hasExited() && Date.now() < deadline && !options.signal?.aborted) {
    if (/^Temporal Server:/m.test(server.readLog())) {
      const record = { pid: server.pid, port, webUiPort, namespace };
      await writeFile(recordOf(options.databaseFile), JSON.stringify(record), { mode: 0o600 });
      return { server, record };
    }
    await pause(20);
  }
  await server.stop('SIGINT', stopGraceMs);
  return { reason: server.readLogTail() || 'it wrote nothing' };
}

const attributeTypes = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList', DATETIME: 'Datetime' } as const;

function toArguments(
  { databaseFile, codecEndpoint, dynamicConfig = {} }: TemporalOptions,
  { port, webUiPort, namespace }: Omit<ServerRecord, 'pid'>,
): string[] {
  const flags = ['--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(webUiPort)];
  flags.push('--namespace', namespace, '--db-filename', databaseFile, '--log-level', 'warn');
  flags.push('--ui-disable-news-fetch');
  for (const { name, type } of Object.values(searchAttributes)) {
    flags.push('--search-attribute', `${name}=${attributeTypes[type]}`);
  }
  if (codecEndpoint) flags.push('--ui-codec-endpoint', codecEndpoint);
  for (const [key, value] of Object.entries(dynamicConfig)) {
    flags.push('--dynamic-config-value', `${key}=${JSON.stringify(value)}`);
  }
  return ['server', 'start-dev', ...flags];
}

function toRunning(
  { pid, port, webUiPort, namespace }: ServerRecord,
  server?: ServerProcess,
  databaseFile?: string,
): RunningTemporal {
  return {
    address: `127.0.0.1:${port}`,
    namespace,
    webUiUrl: `http://localhost:${webUiPort}`,
    pid,
    startedHere: server !== undefined,
    exited: server?.exited ?? new Promise(() => {}),
    async close() {
      await server?.stop('SIGINT', stopGraceMs);
      if (databaseFile) await rm(recordOf(databaseFile), { force: true });
    },
  };
}
