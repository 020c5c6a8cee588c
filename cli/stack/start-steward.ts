import { join } from 'node:path';
import { connectTemporal } from '../../client/connect-temporal.js';
import { ensureReconcileSchedule } from '../../client/schedules.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { createDataConverter } from '../../codec/data-converter.js';
import type { Config } from '../../config/load-config.js';
import type { KeyRing } from '../../domain/sealing.js';
import { startHttpServer } from '../../http/start-http-server.js';
import { createLogger } from '../../worker/create-logger.js';
import { findFreePort } from '../../local/free-port.js';
import { type Stack, type StackStep, startStack } from '../../local/stack.js';
import { migrate } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';
import type { RunningWorker, StartWorkerOptions } from '../../worker/start-worker.js';
import { ensureLocalAdmin } from '../operators/local-admin.js';
import { startDoor } from './start-door.js';
import { startWorkerUnlessStopped } from './start-worker-unless-stopped.js';
import { unlessAborted } from './unless-aborted.js';

export interface StewardOptions {
  config: Config;
  keys: KeyRing;
  /** Called as each part is up. */
  onStep?: (step: StackStep) => void;
  /** Downloads, copies and recoveries, a line each. */
  log?: (line: string) => void;
  /** Ends a start that is under way. */
  signal: AbortSignal;
}

/** The whole steward on this machine. */
export interface RunningSteward {
  temporal: Stack['temporal'];
  codecUrl: string;
  /** Of the door for HR systems. */
  doorUrl: string;
  /** Settles with the name of a part that ends although nobody asked it to. */
  failed: Promise<string>;
  /** Ends the door for HR systems, worker, codec server, Temporal and PostgreSQL, in this order. */
  close(): Promise<void>;
}

const ports = { temporal: 7233, webUi: 8233 };

/** Steps under way get this long when it stops: what they do not finish, the next worker takes up. */
const shutdownGraceMs = 1_500;

/**
 * Starts servers, worker, codec server and the door for HR systems. If one cannot be started, the others are stopped again.
 *
 * @throws the signal's reason when it ended the start
 */
export async function startSteward(options: StewardOptions): Promise<RunningSteward> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closeOne of closers.splice(0).reverse()) await closeOne().catch(() => {});
  };
  try {
    return { ...(await startParts(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startParts(
  { config, keys, onStep = () => {}, log = () => {}, signal }: StewardOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Omit<RunningSteward, 'close'>> {
  const codecPort = await findFreePort(config.codecServer.port);
  const stack = await startStack({
    stateFolder: config.stateDir,
    cacheFolder: config.cacheDir,
    databaseUrl: config.databaseUrl,
    temporalAddress: config.temporal.address,
    temporalCli: config.temporal.cli,
    namespace: config.temporal.namespace,
    codecEndpoint: `http://localhost:${codecPort}`,
    ports,
    onStep,
    log,
    signal,
  });
  closers.push(() => stack.close());
  const known = config.temporal.address === undefined ? stack.temporal : undefined;
  const namespace = await unlessAborted(prepare(config, stack.databaseUrl, keys, known), signal);

  const { webUiUrl } = stack.temporal;
  const webUiOrigin = webUiUrl === undefined ? config.codecServer.webUiOrigin : new URL(webUiUrl).origin;
  const { payloadCodecs: codecs } = createDataConverter(keys);
  const codec = await timed(() =>
    startHttpServer({ host: '127.0.0.1', port: codecPort, codec: { codecs, webUiOrigin } }),
  );
  closers.push(() => codec.result.close());
  signal.throwIfAborted();
  onStep({ title: 'codec server', detail: `${codec.result.url}, for the Web UI`, durationMs: codec.durationMs });

  // The reader looks at what `up` says; what each step does is in the Web UI, and in this file.
  const logFile = join(config.stateDir, 'steward.log');
  const options: StartWorkerOptions = {
    databaseUrl: stack.databaseUrl,
    encryptionKeys: keys,
    policy: config.policy,
    logLevel: config.logLevel,
    logFile,
    shutdownGraceMs,
    ...(known && { temporal: { address: known.address, namespace: known.namespace } }),
  };
  const worker = await timed(() => startWorkerUnlessStopped(options, signal));
  closers.push(() => worker.result.stop());
  onStep({ title: 'worker', detail: '3 task queues', durationMs: worker.durationMs });

  const doorPort = await findFreePort(config.httpServer.port);
  const door = await timed(() =>
    startDoor({
      databaseUrl: stack.databaseUrl,
      encryptionKeys: keys,
      host: '127.0.0.1',
      port: doorPort,
      logger: createLogger(config.logLevel, logFile),
    }),
  );
  closers.push(() => door.result.close());
  signal.throwIfAborted();
  onStep({ title: 'HR door', detail: door.result.url, durationMs: door.durationMs });

  const failed = Promise.race([stack.failed, whenBroken(worker.result)]);
  return {
    temporal: { ...stack.temporal, namespace },
    codecUrl: codec.result.url,
    doorUrl: door.result.url,
    failed,
  };
}

/**
 * Tables, search attributes and the schedule that keeps the others: what `steward setup` does elsewhere. A database that
 * is this stack's own gets its admin.
 *
 * @returns the namespace: that of a Temporal of one's own may stand in Temporal's profile file
 */
async function prepare(
  config: Config,
  databaseUrl: string,
  keys: KeyRing,
  known: { address: string; namespace: string } | undefined,
): Promise<string> {
  const database = openDatabase({ url: databaseUrl, applicationName: 'steward up', maxConnections: 1 });
  try {
    await migrate(database.pool);
    if (config.databaseUrl === undefined) await ensureLocalAdmin(database.db, config.stateDir);
  } finally {
    await database.close();
  }
  const choice = known && { address: known.address, namespace: known.namespace };
  const temporal = await connectTemporal({ dataConverter: createDataConverter(keys), ...choice });
  try {
    await ensureSearchAttributes(temporal.connection, temporal.namespace);
    await ensureReconcileSchedule(temporal.client);
    return temporal.namespace;
  } finally {
    await temporal.close();
  }
}

async function whenBroken(worker: RunningWorker): Promise<string> {
  return await worker.ended.then(
    () => new Promise<string>(() => {}),
    () => 'worker',
  );
}

async function timed<T>(run: () => Promise<T>): Promise<{ result: T; durationMs: number }> {
  const begin = performance.now();
  return { result: await run(), durationMs: performance.now() - begin };
}
