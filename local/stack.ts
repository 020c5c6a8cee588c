import { mkdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findRunningPostgres, startPostgres } from './postgres.js';
import { findTemporalCli } from './temporal-executables.js';
import { findRunningTemporal, startTemporal, type RunningTemporal } from './temporal.js';

/** One part of the stack is up. */
export interface StackStep {
  /** Such as "PostgreSQL 18.4". */
  title: string;
  /** How and where, such as "embedded, .steward/postgres". */
  detail: string;
  durationMs: number;
}

export interface StackOptions {
  /** Absolute path of the folder that keeps all data of the stack. */
  stateFolder: string;
  /** Absolute path of the folder for downloaded executables. */
  cacheFolder: string;
  /** A PostgreSQL that runs already: none is started. */
  databaseUrl?: string | undefined;
  /** A Temporal that runs already: none is started. */
  temporalAddress?: string | undefined;
  /** Path of the Temporal CLI, instead of looking for one. */
  temporalCli?: string | undefined;
  /** Default `default`. */
  namespace?: string | undefined;
  /** Ports to take if they are free; default any free one. `steward up` asks for 7233 and 8233. */
  ports?: { temporal?: number; webUi?: number };
  /** Address of the codec server for the Web UI. */
  codecEndpoint?: string | undefined;
  /** Settings of the Temporal dev server. */
  dynamicConfig?: Record<string, boolean | number | string>;
  /** Settings of PostgreSQL. */
  postgresSettings?: Record<string, string | number>;
  /** See `PostgresOptions.reachableFolders`. */
  reachableFolders?: string[];
  /** Called as each part is up. */
  onStep?: (step: StackStep) => void;
  /** Downloads, copies and recoveries, a line each. */
  log?: (line: string) => void;
  /** Ends a start that is under way. */
  signal?: AbortSignal | undefined;
}

export interface Stack {
  databaseUrl: string;
  temporal: {
    address: string;
    namespace: string;
    /** Unknown for a Temporal that was not started here. */
    webUiUrl?: string;
  };
  /** Settles with a server's name when it ends although nobody asked it to. */
  failed: Promise<string>;
  /** Stops what was started here: Temporal, then PostgreSQL; at most 7 s. Safe to call again. */
  close(): Promise<void>;
}

interface Part {
  name: string;
  exited: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the servers the steward needs and that are not given: PostgreSQL and Temporal's dev server. A second start on
 * the same state folder shares the servers of the first. If one of them cannot be started, the other is stopped again.
 *
 * @throws LocalStackError; the signal's reason when it ended the start
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  await mkdir(options.stateFolder, { recursive: true, mode: 0o700 });
  const [database, temporal] = await Promise.allSettled([provideDatabase(options), provideTemporal(options)]);
  const parts = [temporal, database].flatMap((result) => (result.status === 'fulfilled' ? result.value.parts : []));
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll(parts));
  if (options.signal?.aborted) {
    await close();
    throw options.signal.reason;
  }
  if (database.status === 'rejected' || temporal.status === 'rejected') {
    await close();
    throw database.status === 'rejected' ? database.reason : (temporal as PromiseRejectedResult).reason;
  }
  return {
    databaseUrl: database.value.url,
    temporal: temporal.value.temporal,
    failed: Promise.race([
      new Promise<string>(() => {}),
      ...parts.map(async ({ name, exited }) => {
        await exited;
        return closing ? new Promise<string>(() => {}) : name;
      }),
    ]),
    close,
  };
}

/** What runs on a state folder now, started by whichever process. */
export async function findRunningStack(
  stateFolder: string,
): Promise<{ databaseUrl?: string; temporal?: Pick<RunningTemporal, 'address' | 'namespace' | 'webUiUrl'> }> {
  const [databaseUrl, temporal] = await Promise.all([
    findRunningPostgres(stateFolder),
    findRunningTemporal(temporalFile(stateFolder)),
  ]);
  return { ...(databaseUrl ? { databaseUrl } : {}), ...(temporal ? { temporal } : {}) };
}

const temporalFile = (stateFolder: string) => join(stateFolder, 'temporal', 'temporal.db');

async function provideDatabase(options: StackOptions): Promise<{ url: string; parts: Part[] }> {
  if (options.databaseUrl) {
    options.onStep?.({ title: 'PostgreSQL', detail: `given, ${new URL(options.databaseUrl).host}`, durationMs: 0 });
    return { url: options.databaseUrl, parts: [] };
  }
  const begin = Date.now();
  const postgres = await startPostgres({
    stateFolder: options.stateFolder,
    ...(options.log ? { log: options.log } : {}),
    ...(options.postgresSettings ? { settings: options.postgresSettings } : {}),
    ...(options.reachableFolders ? { reachableFolders: options.reachableFolders } : {}),
    signal: options.signal,
  });
  const how = postgres.startedHere ? 'embedded' : 'embedded, running already';
  options.onStep?.({
    title: `PostgreSQL ${postgres.version}`,
    detail: `${how}, ${toShortPath(postgres.home)}`,
    durationMs: Date.now() - begin,
  });
  return { url: postgres.url, parts: [{ ...postgres, name: 'PostgreSQL' }] };
}

async function provideTemporal(options: StackOptions): Promise<{ temporal: Stack['temporal']; parts: Part[] }> {
  const { temporalAddress: address, namespace = 'default' } = options;
  if (address) {
    options.onStep?.({ title: 'Temporal', detail: `given, ${address}`, durationMs: 0 });
    return { temporal: { address, namespace }, parts: [] };
  }
  const begin = Date.now();
  const cli = await findTemporalCli({
    chosen: options.temporalCli,
    cacheFolder: options.cacheFolder,
    ...(options.log ? { log: options.log } : {}),
    signal: options.signal,
  });
  const temporal = await startTemporal({
    cli,
    databaseFile: temporalFile(options.stateFolder),
    port: options.ports?.temporal,
    webUiPort: options.ports?.webUi,
    codecEndpoint: options.codecEndpoint,
    namespace,
    ...(options.dynamicConfig ? { dynamicConfig: options.dynamicConfig } : {}),
    signal: options.signal,
  });
  const how = temporal.startedHere ? 'dev server' : 'dev server, running already';
  options.onStep?.({
    title: 'Temporal',
    detail: `${how}, ${temporal.address}, Web UI ${temporal.webUiUrl}`,
    durationMs: Date.now() - begin,
  });
  const { webUiUrl } = temporal;
  return {
    temporal: { address: temporal.address, namespace: temporal.namespace, webUiUrl },
    parts: [{ ...temporal, name: 'Temporal' }],
  };
}

/** One after the other, all of them even if one fails. */
async function closeAll(parts: Part[]): Promise<void> {
  for (const part of parts) await part.close().catch(() => {});
}

function toShortPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}
