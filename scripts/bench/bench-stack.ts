import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectTemporal } from '../../client/connect-temporal.js';
import { ensureSearchAttributes } from '../../client/search-attributes.js';
import { createDataConverter } from '../../codec/data-converter.js';
import { createSealer } from '../../codec/sealer.js';
import { childEnvironment } from '../../config/child-environment.js';
import { generateKeyRing } from '../../config/generate-key-ring.js';
import { loadConfig } from '../../config/load-config.js';
import { formatKeyRing } from '../../domain/key-ring.js';
import { startStack } from '../../local/stack.js';
import { migrate } from '../../store/migrate.js';
import { openDatabase } from '../../store/pool.js';
import { closeOnSignal } from './close-on-signal.js';
import { say } from './report.js';

const steward = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

type Closer = () => Promise<unknown>;

/**
 * PostgreSQL, Temporal and a real worker process, in a temporary folder and with keys of their own. Servers and settings
 * of the user are left alone. Nothing stays behind, also when the benchmark is told to end.
 */
export async function startBenchStack() {
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  const closers: Closer[] = [() => rm(folder, { recursive: true, force: true })];
  const opening = open(folder, closers);
  const closeAll = async () => {
    await opening.catch(() => undefined);
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  let closing: Promise<void> | undefined;
  /** Whoever asks second waits for the same end. */
  const close = () => (closing ??= closeAll());
  const ignoreSignals = closeOnSignal(close);
  const end = async () => {
    await close();
    ignoreSignals();
  };
  try {
    return { ...(await opening), close: end };
  } catch (error) {
    await end();
    throw error;
  }
}

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;

async function open(folder: string, closers: Closer[]) {
  const keys = generateKeyRing();
  const stack = await startStack({
    stateFolder: folder,
    cacheFolder: loadConfig(childEnvironment()).cacheDir,
    onStep: ({ title, detail }) => say(`${title}: ${detail}`),
    log: say,
  });
  closers.push(() => stack.close());
  const {
    db,
    pool,
    close: closeDatabase,
  } = openDatabase({ url: stack.databaseUrl, applicationName: 'bench', maxConnections: 4 });
  closers.push(closeDatabase);
  await migrate(pool);
  const { address, namespace } = stack.temporal;
  const temporal = await connectTemporal({ address, namespace, dataConverter: createDataConverter(keys) });
  closers.push(() => temporal.close());
  await ensureSearchAttributes(temporal.connection, namespace);
  return {
    db,
    client: temporal.client,
    sealer: createSealer(keys),
    databaseUrl: stack.databaseUrl,
    /** A `steward worker` in a process of its own. */
    async startWorker(): Promise<{ pid: number; close: () => Promise<void> }> {
      const env = {
        ...childEnvironment(),
        DATABASE_URL: stack.databaseUrl,
        TEMPORAL_ADDRESS: address,
        TEMPORAL_NAMESPACE: namespace,
        STEWARD_ENCRYPTION_KEYS: formatKeyRing(keys),
        STEWARD_STATE_DIR: folder,
        STEWARD_LOG_LEVEL: 'warn',
      };
      const worker = spawn(process.execPath, [steward, 'worker'], { env, stdio: ['ignore', 2, 2] });
      closers.push(() => stop(worker));
      if (worker.pid === undefined) throw new Error('The worker did not start.');
      return { pid: worker.pid, close: () => stop(worker) };
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
