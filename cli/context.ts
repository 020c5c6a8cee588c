import type { EventEmitter } from 'node:events';
import type { Config } from '../config/load-config.js';
import { readVariable } from '../config/read-variable.js';
import { requireEncryptionKeys } from '../config/require-encryption-keys.js';
import type { TemporalConnection } from '../client/connect-temporal.js';
import { createSealer } from '../codec/sealer.js';
import type { KeyRing } from '../domain/sealing.js';
import type { TokenReaders } from '../store/credentials.js';
import { assertSchemaCurrent } from '../store/migrate.js';
import { openDatabase, type OpenDatabase } from '../store/pool.js';
import { EnvironmentError, type ExitCode } from './exit.js';
import { createTerminal, type Terminal, type TerminalStreams } from './output/terminal.js';
import { readersZone } from './output/time.js';
import { awaitStopSignal } from './stop-signal.js';

/** What a process gives to the commands; a test gives its own. */
export interface CliHost {
  streams: TerminalStreams;
  loadConfig(): Config;
  /** Emits SIGINT and SIGTERM. */
  signals: EventEmitter;
  now?(): Date;
  zone?: string;
}

/**
 * What commands work with. Everything is made when it is first asked for, and closed by `close`; Temporal's SDK is not
 * even loaded before, so that lists answer at once.
 */
export interface CliContext {
  terminal: Terminal;
  /** Time zone of the reader. */
  zone: string;
  now(): Date;
  /** @throws ConfigError */
  config(): Config;
  /** Connection string of the database that is configured or that the local stack runs. */
  databaseUrl(): Promise<string>;
  /** The local stack's Temporal; undefined where Temporal's own settings say how to connect. */
  localTemporal(): Promise<{ address: string; namespace: string } | undefined>;
  /** The database, whatever is in it. */
  openDatabase(): Promise<OpenDatabase>;
  /** As `openDatabase`, when its tables are those of this version. */
  database(): Promise<OpenDatabase>;
  /** The Temporal server that is configured or that the local stack runs, with our search attributes. */
  temporal(): Promise<TemporalConnection>;
  /** As `temporal`, whether or not it has our search attributes. */
  connectTemporal(): Promise<TemporalConnection>;
  /** Address of the Temporal Web UI, where it is known. */
  findWebUiUrl(): Promise<string | undefined>;
  keys(): Promise<KeyRing>;
  /** What is needed to read the tokens of accounts. */
  tokenReaders(): Promise<TokenReaders>;
  /** Settles when somebody asks this process to stop. */
  awaitStop(): Promise<NodeJS.Signals>;
  exitCode: ExitCode;
  close(): Promise<void>;
}

export function createContext(host: CliHost): CliContext {
  const closers: (() => Promise<void>)[] = [];
  const closing = <T extends { close(): Promise<void> }>(opened: T): T => {
    closers.push(() => opened.close());
    return opened;
  };
  const config = once(() => host.loadConfig());
  const stack = once(async () => (await import('../local/stack.js')).findRunningStack(config().stateDir));
  const keys = once(() => requireEncryptionKeys(config()));

  const databaseUrl = once(async () => {
    const url = config().databaseUrl ?? (await stack()).databaseUrl;
    if (url === undefined) throw nothingRuns();
    return url;
  });
  const localTemporal = once(async () => {
    const { databaseUrl: givenDatabase, temporal: given } = config();
    if (given.address !== undefined) return undefined;
    const { temporal } = await stack();
    if (!temporal && givenDatabase === undefined) throw nothingRuns();
    return temporal && { address: temporal.address, namespace: temporal.namespace };
  });
  const open = once(async () => {
    const url = await databaseUrl();
    return closing(openDatabase({ url, applicationName: 'steward', maxConnections: 4 }));
  });
  const connect = once(async () => {
    const local = await localTemporal();
    const { connectTemporal } = await import('../client/connect-temporal.js');
    const { createDataConverter } = await import('../codec/data-converter.js');
    const dataConverter = createDataConverter(await keys());
    return closing(await connectTemporal({ dataConverter, ...local }));
  });

  // Most commands that change something show no time, and to find out the zone takes longer than a query.
  const zone = once(() => host.zone ?? readersZone());

  return {
    terminal: createTerminal(host.streams),
    get zone() {
      return zone();
    },
    now: () => host.now?.() ?? new Date(),
    config,
    databaseUrl,
    localTemporal,
    openDatabase: open,
    database: once(async () => {
      const database = await open();
      await assertSchemaCurrent(database.pool);
      return database;
    }),
    connectTemporal: connect,
    temporal: once(async () => {
      const temporal = await connect();
      await assertSearchAttributes(temporal);
      return temporal;
    }),
    findWebUiUrl: async () => (await stack()).temporal?.webUiUrl,
    keys,
    tokenReaders: async () => ({ sealer: createSealer(await keys()), readVariable }),
    awaitStop: () => awaitStopSignal(host.signals),
    exitCode: 0,
    close: async () => {
      for (const close of closers.reverse()) await close().catch(() => {});
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function nothingRuns(): EnvironmentError {
  return new EnvironmentError(
    'Nothing runs here yet: start it with "steward up".',
    'For servers of your own, set DATABASE_URL and TEMPORAL_ADDRESS.',
  );
}

async function assertSearchAttributes({ connection, namespace }: TemporalConnection): Promise<void> {
  const { missingSearchAttributes } = await import('../client/search-attributes.js');
  const missing = await missingSearchAttributes(connection, namespace);
  if (missing.length === 0) return;
  throw new EnvironmentError(
    `The Temporal namespace "${namespace}" lacks the search attributes ${missing.join(', ')}.`,
    'Run: steward setup',
  );
}
